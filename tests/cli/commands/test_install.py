"""`gcrm install`: an environment of one machine is refused before anything is started."""


def test_an_environment_of_one_machine_is_refused_where_there_is_no_java(without_java):
    done = without_java("install", "--coalition", "demo", "--env", "local")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "gcrm: This environment is no cluster; name one with --env, such as --env yarn.\n"
