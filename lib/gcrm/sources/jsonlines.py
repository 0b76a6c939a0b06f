"""JSON lines: one object on each line, plain or gzip, in any encoding, with keys in any order and case."""

import io
import json
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.core.storage.files import look
from gcrm.sources import excess, kinds
from gcrm.sources.encoded import BLANK, DAMAGED, damaged, opened, wrong_encoding
from gcrm.sources.limits import USUAL, Limits
from gcrm.sources.rows import BLOCK, ORDINAL, Files, exactly, ordinals, path_column, placed
from gcrm.sources.spec import FileSpec, Options, folded

_FIRST = 1000  # records that are looked at before Spark reads them all
_LONGEST = 1 << 24  # characters of a line that are looked at: an array on one line is as large as its file
_NOT_BLANK = r"[^\x00-\x20]"
# What Python decodes and Java does not: such a sign would end the run when the line is read.
_NOT_IN_JAVA = {"windows-31j": "\x80\uf8f0-\uf8f3", "tis-620": "\x80-\x9f", "big5": "\u02cd\uffe3"}
# A sign that no text holds stands about numbers while Spark parses: it would write 12.50 as 12.5, 1e5 as 100000.0.
_MARK = "\ufdd0"
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_NUMBER = r"-?(?:(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+|NaN|Infinity)(?![\w.+-]|\s*+:)"
_NEXT_NUMBER = rf'\G((?:[^"0-9NI-]|{_STRING})*+)({_NUMBER})'
_STRICT = {"allowSingleQuotes": "false", "allowNonNumericNumbers": "false"}


def examine(path: str, spec: FileSpec, limits: Limits = USUAL) -> str | None:
    """What is wrong with the file as a whole, in a sentence that says what would work; None when it can be read."""
    encoding = spec.options.encoding
    if look(path)[0] == 0:
        return f"the file is empty; one JSON object a line with {spec.shown} is expected"
    if str(spec.options.charset).startswith("utf-16"):
        return "lines of utf-16 cannot be told apart; the file must be delivered in utf-8"
    try:
        problem = kinds.stranger(path) or excess.of_text(path, spec.options, limits) or wrong_encoding(path, encoding)
        return problem or _unknown_to_java(path, spec.options) or _wrong_records(path, spec, limits)
    except DAMAGED as error:
        return damaged(error)


def is_empty(path: str, spec: FileSpec) -> bool:
    """Whether the file holds blank lines only."""
    return next(_lines(path, spec.options.codec), None) is None


def read(spark: SparkSession, files: Files, spec: FileSpec) -> DataFrame:
    """Columns of the contract as text, `_extra` (keys nobody declared, as written), `_problem` and `_source`."""
    block = F.col("_metadata.file_block_start").alias(BLOCK)
    lines = spark.read.text(exactly(files)).select(
        _decoded(F.col("value"), spec.options).alias("_line"), path_column().alias("_path"), block
    )
    # Blank lines have their numbers, and then go.
    numbered = ordinals(lines, files).filter(F.col("_line").rlike(_NOT_BLANK))
    parsed = numbered.select("_path", ORDINAL, _parsed(F.col("_line")).alias("_parsed"))
    objects = parsed.withColumn("_object", F.when(F.size("_parsed") == 2, F.get("_parsed", F.lit(0))))
    named = objects.withColumn("_names", F.transform(F.map_keys("_object"), lambda key: _named(key, spec)))
    judged = named.withColumn("_problem", _problem())
    values = [_value(name).alias(name) for name in spec.fields]
    given = judged.select(*values, _extra(spec).alias("_extra"), "_problem", "_path", ORDINAL)
    return placed(given, files, F.col(ORDINAL)).drop(ORDINAL)


def _decoded(line: Column, options: Options) -> Column:
    """Spark takes the bytes of any text for UTF-8, and hands them back as they are."""
    return line if options.charset in ("utf-8", "ascii") else F.decode(line.cast("binary"), str(options.charset))


def _parsed(line: Column) -> Column:
    """The object that a line is, as a map of texts in which numbers are marked, and an empty one; else anything else.

    Spark stops where the first value ends. What stands behind it is seen in an array, which must end as it should.
    """
    marked = F.regexp_replace(line, _NEXT_NUMBER, f'$1"{_MARK}$2{_MARK}"')
    return F.from_json(F.concat(F.lit("["), marked, F.lit(",{}]")), "array<map<string,string>>", _STRICT)


def _unmarked(value: Column) -> Column:
    """A value without its marks. A number is one whatever its text would be: its point stands between no thousands, and
    a fourth decimal says so, as in files of Parquet."""
    plain = F.regexp_replace(value, rf"^{_MARK}(-?[0-9]+\.[0-9]{{3}}){_MARK}$", "$10")
    # Most values are no numbers, and most keys are written as declared: both are asked before a pattern is sought.
    return F.when(F.contains(value, F.lit(_MARK)), F.regexp_replace(plain, f'"?{_MARK}"?', "")).otherwise(value)


def _folded(name: Column) -> Column:
    """`spec.folded` for a column, but for the composition of letters and marks, which Spark does not know.

    >>> frame = spark.createDataFrame([("Order ID",), ("__order.id ",), ("R$ Preço",), ("서울",)], "name string")
    >>> [row.f for row in frame.select(_folded(F.col("name")).alias("f")).collect()]
    ['order_id', 'order_id', 'r_preço', '서울']
    """
    words = F.btrim(F.regexp_replace(F.lower(name), "[^\\p{L}\\p{M}\\p{N}]+", "_"), F.lit("_"))
    return F.when(words == "", "unnamed").otherwise(words)


def _named(key: Column, spec: FileSpec) -> Column:
    """The declared column that a key names; the key itself where there is none."""
    by_key = [F.lit(text) for header, field in _headers(spec).items() for text in (header, field)]
    by_name = [F.lit(text) for name, field in _names(spec).items() for text in (name, field)]
    return F.coalesce(F.create_map(*by_key)[key], F.create_map(*by_name)[_folded(key)], key)


def _headers(spec: FileSpec) -> dict[str, str]:
    """The field of each declared key, as it is written."""
    return {str(header): field for header, field in zip(spec.headers, spec.fields, strict=True)}


def _names(spec: FileSpec) -> dict[str, str]:
    """The field of each declared key, folded: of letters with marks as one sign and as several."""
    return {
        form: field
        for header, field in _headers(spec).items()
        for form in (folded(header), unicodedata.normalize("NFD", folded(header)))
    }


def _problem() -> Column:
    # Of two values under one name none can tell which is meant.
    twice = F.size("_names") != F.size(F.array_distinct("_names"))
    return F.when(F.col("_object").isNull(), "is_a_json_object").when(twice, "names_each_key_once")


def _value(name: str) -> Column:
    position = F.array_position("_names", F.lit(name)).cast("int")
    return _unmarked(F.get(F.map_values("_object"), position - 1))


def _extra(spec: FileSpec) -> Column:
    undeclared = F.map_filter("_object", lambda key, _: ~_named(key, spec).isin(spec.fields))
    any_left = F.size(F.array_except("_names", F.lit(spec.fields))) > 0
    return F.when(
        F.col("_problem").isNull() & any_left, F.transform_values(undeclared, lambda _, value: _unmarked(value))
    )


def _unknown_to_java(path: str, options: Options) -> str | None:
    signs = _NOT_IN_JAVA.get(str(options.charset))
    if signs is None:
        return None
    with opened(path) as raw, io.TextIOWrapper(raw, options.codec) as text:
        line = next((number for number, line in enumerate(text, 1) if re.search(f"[{signs}]", line)), None)
    told = "'encoding: cp874' may read it" if options.charset == "tis-620" else "it must be delivered in utf-8"
    return None if line is None else f"line {line} holds a sign that Spark does not know in {options.encoding}; {told}"


def _wrong_records(path: str, spec: FileSpec, limits: Limits) -> str | None:
    lines = list(islice(_lines(path, spec.options.codec), _FIRST))
    objects = [keys for line in lines if (keys := _keys(line)) is not None]
    if not lines:
        return f"the file holds blank lines only; one JSON object a line with {spec.shown} is expected"
    first = f"the first {len(lines)} lines" if len(lines) > 1 else "the first line"
    if not objects and (told := _nearly(lines[0])):
        return f"the first line {told}"
    if not objects:
        verb = "hold" if len(lines) > 1 else "holds"
        told = f"{first} {verb} no JSON object; one whole object a line is expected"
        return f"{told}, not {_layout(lines)}: `jq -c '.[]'` or `jq -c .` would write them so"
    if said := limits.width(max(map(len, objects))):
        return said
    given = list(dict.fromkeys(key for keys in objects for key in keys))
    known = {*_headers(spec), *_names(spec)}
    named = {folded(key) for key in given} | set(given)
    absent = [h for h, f in _headers(spec).items() if not named & {h, folded(h)} and f not in spec.optional]
    if not absent:
        return None
    if len(lines) == 1 and _is_wrapped(lines[0]) and not known & named:
        return (
            "the file is one object with its records in a list; one object a line is expected: "
            "`jq -c '.[] | arrays | .[]'` would write them so"
        )
    # A key that nobody declared may be somebody's address.
    shown = [field for header, field in _headers(spec).items() if named & {header, folded(header)}]
    is_alike = bool(shown)
    if others := sum(not known & {key, folded(key)} for key in given):
        shown.append(f"{others} that {'is' if others == 1 else 'are'} not declared")
    there = f"there are {', '.join(shown)}" if shown else "there is none"
    told = f"no object of {first} has the key {', '.join(map(folded, absent))}; {there}"
    left_out = [field for header, field in _headers(spec).items() if header in absent and field not in spec.key]
    if not is_alike or len(left_out) < len(absent):
        return told
    # Many writers leave out a key that has no value.
    return f"{told}; 'optional: [{', '.join(left_out)}]' takes files without it"


def _nearly(line: str) -> str | None:
    """What keeps a line from being an object, and what would help, where it nearly is one."""
    bare = line.strip("\ufeff" + BLANK)
    if line.lstrip("\ufeff").startswith("\x1e"):
        return "begins with a record separator; `jq -c --seq .` would write one object a line"
    if bare.endswith(",") and _keys(bare[:-1]) is not None:
        return "ends with a comma behind its object, as in an array; it must be delivered without"
    if re.match(r"\{\s*'", bare):
        return "holds names in single quotes, as Python prints them; JSON has double ones, as `json.dumps` writes"
    return None


def _layout(lines: list[str]) -> str:
    """What JSON that is not a line each is, by how it begins."""
    start = lines[0].lstrip("\ufeff" + BLANK)
    if start.startswith("["):
        return "an array or one over lines: the file is one array"
    if start.startswith("{") and re.search(r"}\s*{", lines[0]):
        return "several on one line"
    if start.startswith("{"):
        return "an array or one over lines: the file is an object that goes on over lines"
    return "an array or one over lines"


def _is_wrapped(line: str) -> bool:
    """Whether an object holds a list of objects."""
    found = json.loads(line.lstrip("\ufeff"), parse_int=str, parse_float=str)
    return any(isinstance(value, list) and value and isinstance(value[0], dict) for value in found.values())


def _lines(path: str, encoding: str) -> Iterator[str]:
    """The lines that are not blank; of a very long one, its parts."""
    with opened(path) as raw, io.TextIOWrapper(raw, encoding) as text:
        yield from (line for line in iter(lambda: text.readline(_LONGEST), "") if line.strip(BLANK))


def _keys(line: str) -> list[str] | None:
    """The keys of the object that a line is; None where it is none."""
    try:
        found = json.loads(line.lstrip("\ufeff"), parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    return list(found) if isinstance(found, dict) else None
