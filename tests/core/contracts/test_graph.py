"""The order of steps is computed; mistakes in the graph are named."""

import subprocess
import sys
import zipfile

import pytest

from gcrm.core.contracts import graph
from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import ContractError, Field, Table
from gcrm.core.errors import UsageError


def table(name):
    return Table(name, f"Holds {name}.", (Field("id", "string", "Identifier"),))


def step(name, *reads):
    inputs = {read.replace(".", "_"): table(read) for read in reads}
    names = ", ".join(inputs)
    return Step(table(name), inputs, eval(f"lambda {names}: None"))


def names(steps):
    return [one.output.name for one in steps]


def test_a_table_comes_after_what_it_reads():
    steps = [
        step("marts.report", "models.scores", "silver.sales"),
        step("models.scores", "features.members"),
        step("features.members", "silver.sales", "silver.people"),
        step("silver.sales"),
        step("silver.people", "silver.sales"),
    ]
    assert names(graph.ordered(steps)) == [
        "silver.sales", "silver.people", "features.members", "models.scores", "marts.report",
    ]  # fmt: skip


def test_ties_go_by_layer_then_name_whatever_the_order_of_discovery():
    steps = [step("marts.b"), step("silver.z"), step("marts.a"), step("bronze.c"), step("silver.a")]
    wanted = ["bronze.c", "silver.a", "silver.z", "marts.a", "marts.b"]
    assert names(graph.ordered(steps)) == names(graph.ordered(reversed(steps))) == wanted


def test_a_table_that_nobody_makes_is_no_obstacle():
    assert names(graph.ordered([step("silver.sales", "bronze.elsewhere")])) == ["silver.sales"]


def test_a_circle_is_named():
    steps = [step("silver.a", "silver.b"), step("silver.b", "silver.c"), step("silver.c", "silver.a"), step("silver.d")]
    with pytest.raises(ContractError, match="read each other in a circle: ") as caught:
        graph.ordered(steps)
    assert all(name in str(caught.value) for name in ("silver.a", "silver.b", "silver.c"))
    assert "silver.d" not in str(caught.value)


def test_a_table_has_one_maker():
    with pytest.raises(ContractError, match=r"Two steps make silver\.sales\."):
        graph.ordered([step("silver.sales"), step("silver.people"), step("silver.sales", "silver.people")])


def test_patterns_choose_and_keep_the_order():
    known = ["silver.a", "marts.b", "marts.c"]
    assert graph.chosen(known, ["marts.*", "silver.a"]) == ["silver.a", "marts.b", "marts.c"]
    assert graph.chosen(known, ["marts.c"]) == ["marts.c"]
    assert graph.chosen(known, []) == known
    with pytest.raises(UsageError, match=r"No table matches 'mart\.\*'; there are silver\.a, marts\.b, marts\.c"):
        graph.chosen(known, ["marts.*", "mart.*"])


def test_a_table_is_found_by_name():
    tables = [table("silver.sales"), table("ops.runs")]
    assert graph.find(tables, "ops.runs") == table("ops.runs")
    with pytest.raises(UsageError, match=r"Unknown table 'silver\.sale': did you mean 'silver\.sales'\?"):
        graph.find(tables, "silver.sale")


def test_readers_of_a_table():
    steps = [step("silver.a"), step("marts.b", "silver.a"), step("marts.c", "silver.a", "marts.b")]
    assert graph.read_by(steps) == {"silver.a": ["marts.b", "marts.c"], "marts.b": ["marts.c"]}


MODULE = '''"""A table."""
from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Table
TABLE = Table("{name}", "A table.", (Field("id", "string", "Identifier"),))
STEP = Step(TABLE, {{}}, lambda: None)
'''


JOB = """from gcrm.core.contracts.job import Job
JOB = Job("{name}", "what it makes")
"""


def sources():
    """A package of three layers, a model in a package of its own, and a module without a step."""
    return {
        "tinyhouse/__init__.py": "",
        "tinyhouse/silver/__init__.py": JOB.format(name="load"),
        "tinyhouse/silver/sales.py": MODULE.format(name="silver.sales"),
        "tinyhouse/silver/words.py": "STEP = 'not one'\n",
        "tinyhouse/models/__init__.py": JOB.format(name="fit"),
        "tinyhouse/models/scores/__init__.py": "",
        "tinyhouse/models/scores/fit.py": MODULE.format(name="models.fits"),
    }


def pack(place, texts):
    """A folder of source files, or a zip of them as spark-submit ships one."""
    if place.suffix == ".zip":
        with zipfile.ZipFile(place, "w") as archive:
            for path, text in texts.items():
                archive.writestr(path, text)
        return
    for path, text in texts.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text)


@pytest.fixture
def on_path(monkeypatch, tmp_path):
    """Puts `tinyhouse` on the import path, under a file name of the test's choice; forgets it afterwards."""

    def put(name, texts):
        pack(tmp_path / name, texts)
        monkeypatch.syspath_prepend(str(tmp_path / name))
        return str(tmp_path / name)

    yield put
    for name in [name for name in sys.modules if name.partition(".")[0] == "tinyhouse"]:
        del sys.modules[name]


@pytest.mark.parametrize("name", ["folder", "tinyhouse.zip"])
def test_steps_are_discovered_in_folders_and_zips(on_path, name):
    place = on_path(name, sources())
    assert sorted(names(graph.discover("tinyhouse"))) == ["models.fits", "silver.sales"]
    assert sys.modules["tinyhouse.silver.sales"].__file__.startswith(place)


def test_steps_below_a_package_leave_out_one_module(on_path):
    on_path("folder", sources())
    assert names(graph.steps_below("tinyhouse.models")) == ["models.fits"]
    assert names(graph.steps_below("tinyhouse.models", besides="tinyhouse.models.scores.fit")) == []


def test_a_page_beside_the_steps_is_not_imported(on_path):
    on_path("folder", {**sources(), "tinyhouse/silver/page.py": "raise ImportError('takes long')\n"})
    assert sorted(names(graph.discover("tinyhouse"))) == ["models.fits", "silver.sales"]


def jobs(package):
    return {step.output.name: step.job.name for step in graph.discover(package)}


def test_a_step_has_the_job_of_its_nearest_package_unless_it_names_one(on_path):
    own = MODULE.replace("lambda: None)", "lambda: None, job=Job('own', 'a table'))")
    texts = {
        **sources(),
        "tinyhouse/models/rules/__init__.py": JOB.format(name="rules"),
        "tinyhouse/models/rules/found.py": MODULE.format(name="models.rules"),
        "tinyhouse/models/rules/apart.py": JOB.format(name="apart") + own.format(name="models.apart"),
    }
    on_path("folder", texts)
    assert jobs("tinyhouse") == {
        "silver.sales": "load", "models.fits": "fit", "models.rules": "rules", "models.apart": "own",
    }  # fmt: skip


def test_a_table_without_a_job_says_what_to_write(on_path):
    on_path("folder", {**sources(), "tinyhouse/models/__init__.py": ""})
    with pytest.raises(
        ContractError, match=r"models\.fits has no job, so nothing would bring it up to date: .*in "
    ) as e:
        graph.discover("tinyhouse")
    assert str(e.value).endswith('write JOB = Job("name", "what it makes") in tinyhouse/models/scores/__init__.py.')


def test_a_layer_whose_import_fails_is_not_passed_over(on_path):
    """A missing library inside a layer must not look like a layer that is not there."""
    on_path("folder", {**sources(), "tinyhouse/silver/__init__.py": "import a_library_that_is_not_there\n"})
    with pytest.raises(ModuleNotFoundError, match="a_library_that_is_not_there"):
        graph.discover("tinyhouse")


def test_the_own_steps_are_all_found_and_have_an_order():
    found = graph.discover()
    assert {"silver.transactions", "silver.members", "warehouse.member_months"} <= set(names(found))
    assert len(graph.ordered(found)) == len(found)


def test_finding_the_own_steps_imports_nothing_that_only_their_work_needs():
    code = (
        "import sys; from gcrm.core.contracts.graph import discover; discover(); "
        "print([name for name in ('pandas', 'pyspark.ml', 'scipy', 'shapely') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr
