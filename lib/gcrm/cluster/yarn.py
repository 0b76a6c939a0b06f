"""Whether a cluster can take a job, asked before anything is handed over: each trouble is one sentence, in seconds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from py4j.protocol import Py4JJavaError

from gcrm.core.errors import UsageError
from gcrm.core.storage import gateway, hadoop

# Hadoop's own patience is made for restarts: a quarter of an hour of silence.
_IMPATIENT = {
    "yarn.resourcemanager.connect.max-wait.ms": "4000",
    "yarn.resourcemanager.connect.retry-interval.ms": "1000",
    "ipc.client.connect.max.retries": "2",
    "ipc.client.connect.retry.interval": "500",
    "ipc.client.connect.timeout": "3000",
    "ipc.client.connect.max.retries.on.timeouts": "1",
    "dfs.client.retry.policy.enabled": "false",
    # Of a NameNode with a standby.
    "dfs.client.failover.max.attempts": "2",
    "dfs.client.failover.sleep.max.millis": "1000",
}
_LEAST_OVERHEAD = 384  # MiB beside the heap, by Spark's own rule
_UNITS = {"": 1, "k": 1 / 1024, "m": 1, "g": 1024, "t": 1024 * 1024}


@dataclass(frozen=True)
class Need:
    """One container: heap, what is off the heap (Python's share too), and overhead in MiB (None: by its factor of the
    heap); cores."""

    what: str
    heap: int
    cores: int
    off_heap: int = 0
    overhead: int | None = None
    overhead_factor: float = 0.1

    @property
    def memory(self) -> int:
        """What the container asks for, in MiB."""
        by_factor = max(_LEAST_OVERHEAD, int(self.heap * self.overhead_factor))
        return self.heap + self.off_heap + (by_factor if self.overhead is None else self.overhead)

    def heap_within(self, memory: int) -> int:
        """The largest heap, in MiB, whose container takes no more than `memory` MiB."""
        left = memory - self.off_heap
        if self.overhead is not None:
            return max(0, left - self.overhead)
        return max(0, min(left - _LEAST_OVERHEAD, int(left / (1 + self.overhead_factor))))


def require(queue: str, spark: Mapping[str, str], home: str, files: list[str]) -> None:
    """Raises UsageError for the first thing that would keep a job from running.

    HDFS that is silent or in safe mode, archives that are not there, YARN that is silent, a queue that is unknown or
    stopped, a container that is larger than what the cluster gives.
    """
    conf = impatient()
    _require_hdfs(home, conf)
    for file in files:
        if hadoop.status(file, conf) is None:
            raise UsageError(f"{file} is not there; `gcrm install` puts it there.")
    client = gateway.jvm().org.apache.hadoop.yarn.client.api.YarnClient.createYarnClient()
    client.init(gateway.jvm().org.apache.hadoop.yarn.conf.YarnConfiguration(conf))
    client.start()
    try:
        _require_queue(client, queue)
        _require_room(client, spark)
    except Py4JJavaError as error:
        address = conf.get("yarn.resourcemanager.address") or "the address in yarn-site.xml"
        raise UsageError(
            f"YARN's ResourceManager does not answer at {address}; is it running, and is HADOOP_CONF_DIR that of the "
            f"cluster? ({_said(error)})"
        ) from None
    finally:
        client.stop()


def impatient() -> Any:
    """A Hadoop Configuration (a Java object) that gives up in seconds."""
    conf = gateway.jvm().org.apache.hadoop.yarn.conf.YarnConfiguration()
    for key, value in _IMPATIENT.items():
        conf.set(key, value)
    # Connections are kept per client and settings; a patient one of before must not be taken.
    conf.set("fs.hdfs.impl.disable.cache", "true")
    return conf


def _require_hdfs(home: str, conf: Any) -> None:
    if hadoop.in_safe_mode(home, conf):
        raise UsageError(
            f"HDFS ({home}) is in safe mode, so nothing can be written; wait until it has left it "
            "(`hdfs dfsadmin -safemode get`)."
        )


def _require_queue(client: Any, queue: str) -> None:
    # Schedulers name a queue by its path or by its last part, and so do users.
    wanted = queue.rpartition(".")[2]
    names = sorted(str(info.getQueueName()).rpartition(".")[2] for info in client.getAllQueues())
    found = next((i for i in client.getAllQueues() if str(i.getQueueName()).rpartition(".")[2] == wanted), None)
    if found is None:
        raise UsageError(f"YARN has no queue '{queue}'; it has {', '.join(names)}.")
    if str(found.getQueueState().toString()) != "RUNNING":
        raise UsageError(f"YARN's queue '{queue}' is stopped; it has {', '.join(names)}.")


def _require_room(client: Any, spark: Mapping[str, str]) -> None:
    most = client.createApplication().getNewApplicationResponse().getMaximumResourceCapability()
    nodes = client.getNodeReports(gateway.enum_array("org.apache.hadoop.yarn.api.records.NodeState", "RUNNING"))
    if not len(nodes):
        raise UsageError("YARN has no running NodeManager, so no job can begin; start one, or wait for it.")
    memory = min(int(most.getMemorySize()), max(int(node.getCapability().getMemorySize()) for node in nodes))
    cores = min(int(most.getVirtualCores()), max(int(node.getCapability().getVirtualCores()) for node in nodes))
    driver, executor = needs(spark)
    for need in (driver, executor):
        if need.memory > memory:
            raise UsageError(
                f"The {need.what} asks for {need.memory} MiB with its overhead, and the largest container is {memory} "
                f"MiB; spark.{need.what}.memory={need.heap_within(memory)}m would fit."
            )
        if need.cores > cores:
            raise UsageError(
                f"The {need.what} asks for {need.cores} cores, and the largest container has {cores}; "
                f"spark.{need.what}.cores={cores} would fit."
            )
    rooms = sorted((int(node.getCapability().getMemorySize()) for node in nodes), reverse=True)
    if not _fit(driver.memory, executor.memory, rooms):
        raise UsageError(
            f"The driver ({driver.memory} MiB) and one executor ({executor.memory} MiB) do not fit side by side on "
            f"YARN's NodeManagers ({', '.join(map(str, rooms))} MiB), so the job would wait for ever; one of "
            f"{driver.memory + executor.memory} MiB would take both."
        )


def _fit(driver: int, executor: int, rooms: list[int]) -> bool:
    """Whether both find room, on one machine or two.

    >>> _fit(1920, 1433, [2048]), _fit(1920, 1433, [2048, 2048]), _fit(1920, 1433, [4096])
    (False, True, True)
    """
    largest, second = [*rooms, 0][:2]
    apart = max(driver, executor) <= largest and min(driver, executor) <= second
    return apart or driver + executor <= largest


def needs(spark: Mapping[str, str]) -> list[Need]:
    """What the containers of a job ask for.

    >>> [(n.what, n.memory) for n in needs({"spark.driver.memory": "2g", "spark.executor.memory": "8g"})]
    [('driver', 2432), ('executor', 9011)]
    """
    found = []
    for what in ("driver", "executor"):
        off_heap = spark.get("spark.memory.offHeap.enabled") == "true" and what == "executor"
        given = spark.get(f"spark.{what}.memoryOverhead")
        python = megabytes(spark.get("spark.executor.pyspark.memory", "0")) if what == "executor" else 0
        need = Need(
            what,
            megabytes(spark.get(f"spark.{what}.memory", "1g")),
            _whole(f"spark.{what}.cores", spark.get(f"spark.{what}.cores", "1")),
            (megabytes(spark.get("spark.memory.offHeap.size", "0")) if off_heap else 0) + python,
            megabytes(given) if given else None,
            _factor(f"spark.{what}.memoryOverheadFactor", spark.get(f"spark.{what}.memoryOverheadFactor", "0.1")),
        )
        found.append(need)
    return found


def _whole(key: str, text: str) -> int:
    if not text.isdigit():
        raise UsageError(f"{key}: '{text}' is no number of cores; write it as 2.")
    return int(text)


def _factor(key: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"{key}: '{text}' is no factor; write it as 0.25.") from None


def megabytes(text: str) -> int:
    """MiB of a size as Spark writes them.

    >>> megabytes("2g"), megabytes("512m"), megabytes("768")
    (2048, 512, 768)
    """
    found = re.fullmatch(r"(\d+)([kmgt]?)b?", text.strip().lower())
    if not found:
        raise UsageError(f"'{text}' is no size of memory; write it as 4g or 512m.")
    return int(int(found[1]) * _UNITS[found[2]])


def _said(error: Py4JJavaError) -> str:
    return str(error.java_exception.getMessage() or error.java_exception).splitlines()[0][:200]
