"""HDFS and YARN for real, as processes of this machine: the daemons from Maven, the folders and ports their own."""
