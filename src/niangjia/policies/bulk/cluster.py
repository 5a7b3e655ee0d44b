"""The same compiled pass on a Spark cluster, for Parquet that lies in a province's lake (extra `cluster`, Java 17).

Every executor needs this package with the extra `bulk`, at the place that PYSPARK_PYTHON names; see docs/screening.md.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from niangjia.policies.bulk.errors import EngineError, RowError, UnreadableFactsError
from niangjia.policies.bulk.files import Summary
from niangjia.policies.bulk.schema import ANSWER, FACTS, check_schema
from niangjia.policies.bulk.screening import Screener, screen
from niangjia.policies.parameters import Parameter, ParameterTable
from niangjia.policies.rule_sets import RuleSet, list_rule_sets, load_rule_set

MARK = "niangjia refused household "
END = " end of refusal"
"""Around the id of a refused household, in what an executor says."""
ROWS_A_BATCH = 1 << 16
SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS_A_BATCH),
    "spark.log.level": "OFF",  # what goes wrong is said by the errors raised here
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "true",
}


@dataclass(frozen=True, slots=True)
class Order:
    """A rule set in a form that travels: executors load its shape by name and take the parameters from here."""

    shape: str
    parameters: tuple[Parameter, ...]

    @classmethod
    def of(cls, rule_set: RuleSet) -> "Order":
        """The order to apply a rule set, whatever became of its parameters."""
        shape = next(name for name in list_rule_sets() if load_rule_set(name).wiring is rule_set.wiring)
        return cls(shape, rule_set.table.parameters)

    def rule_set(self) -> RuleSet:
        """The rule set ordered."""
        return replace(load_rule_set(self.shape), table=ParameterTable(self.parameters))

    def decide(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """What an executor does with its share of the facts."""
        screener = Screener(self.rule_set())
        for batch in batches:
            try:
                yield screener.decide(batch)
            except RowError as error:
                raise ValueError(f"{MARK}{error.household_id}{END}") from None


def decide_on_cluster(rule_set: RuleSet, facts: str, out: str, *, master: str | None = None) -> Summary:
    """Decide the households of `facts` (a file or folder of Parquet, at any address that Spark reads) into `out`.

    `out` becomes a folder of Parquet parts; rows keep their `household_id`, not their order. It is written under
    another name first and replaces what stood there when whole. Without `master` Spark's own configuration decides,
    and this machine computes when that is silent. Raises UnreadableFactsError, SchemaError, RowError or EngineError;
    nothing is left behind.
    """
    with _session(master) as session:
        source = _read(session, facts)
        check_schema(to_arrow_schema(source.schema))
        answers = source.select(FACTS.names).mapInArrow(Order.of(rule_set).decide, from_arrow_schema(ANSWER))
        folder = _Folder(session, out)
        try:
            answers.write.option("compression", "zstd").parquet(folder.draft)
            summary = _summary(session.read.parquet(folder.draft))
            folder.take_place()
        except (PySparkException, Py4JError) as error:
            raise _refusal(rule_set, source, error) from error
        finally:
            folder.clear()
    return summary


@contextmanager
def _session(master: str | None) -> Iterator[SparkSession]:
    builder = SparkSession.builder.appName("niangjia decide")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    if master:
        builder = builder.master(master)
    try:
        session = builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:  # no Java, an old one, a master that does not answer
        raise EngineError(_essence(str(error))) from error
    if str(session.sparkContext.master).startswith("local"):  # then Python here is Python there
        session.sparkContext.pythonExec = sys.executable
    try:
        yield session
    finally:
        session.stop()


def _read(session: SparkSession, facts: str) -> DataFrame:
    try:
        return session.read.parquet(facts)
    except PySparkException as error:
        raise UnreadableFactsError(facts, _essence(str(error))) from error


def _summary(answers: DataFrame) -> Summary:
    summary = Summary()
    for row in answers.groupBy("category", "is_eligible").count().collect():
        summary.households += row["count"]
        summary.eligible += row["count"] if row["is_eligible"] else 0
        summary.categories[row["category"]] += row["count"]
    return summary


def _refusal(rule_set: RuleSet, source: DataFrame, error: Exception) -> Exception:
    """The refusal of a household, worked out here once more so that it is said in the reader's language."""
    said = str(error)
    if MARK not in said:
        return EngineError(_essence(said))
    household_id = said.split(MARK, 1)[1].split(END, 1)[0]
    is_it = source["household_id"].isNull() if household_id == "None" else source["household_id"] == int(household_id)
    try:
        screen(rule_set, source.where(is_it).select(FACTS.names).toArrow(), threads=1)
    except RowError as refusal:
        return refusal.without_row()
    return EngineError(_essence(said))


def _essence(said: str) -> str:
    """The line that says what went wrong first of all or, failing that, the first line."""
    found = re.findall(r"^(?:Caused by: )?[\w.]*(?:Error|Exception): .*$", said, re.MULTILINE)
    return str(found[-1]) if found else said.strip().split("\n", 1)[0]


class _Folder:
    """The folder of answers, on whatever file system its address names (Hadoop's own interface, for any of them)."""

    def __init__(self, session: SparkSession, out: str) -> None:
        gateway: Any = session.sparkContext._jvm  # noqa: SLF001 (the only way to the file systems of a cluster)
        self._path: Callable[[str], Any] = gateway.org.apache.hadoop.fs.Path
        self.out = out.rstrip("/")
        parent, _slash, name = self.out.rpartition("/")
        self.draft = f"{parent}{'/' if parent or _slash else ''}.{name}.{uuid4().hex}.partial"
        self._system = self._path(self.out).getFileSystem(session.sparkContext._jsc.hadoopConfiguration())  # noqa: SLF001

    def take_place(self) -> None:
        """Give the draft its name; what stood there before goes."""
        self._system.delete(self._path(self.out), True)  # noqa: FBT003 (Java knows no names: with all inside)
        if not self._system.rename(self._path(self.draft), self._path(self.out)):
            raise EngineError(f"{self.draft} -> {self.out}")

    def clear(self) -> None:
        """Remove a draft that did not take its place."""
        self._system.delete(self._path(self.draft), True)  # noqa: FBT003
