"""Which functions a feed's SELECT may call: those of Spark's own that make a value of a row, and nothing else."""

from difflib import get_close_matches

_ALLOWED = """
abs acos acosh add_months aggregate and any any_value approx_count_distinct approx_percentile approx_top_k
approx_top_k_accumulate approx_top_k_combine approx_top_k_estimate array array_agg array_append array_compact
array_contains array_distinct array_except array_insert array_intersect array_join array_max array_min array_position
array_prepend array_remove array_repeat array_size array_sort array_union arrays_overlap arrays_zip ascii asin asinh
atan atan2 atanh avg base64 between bigint bin binary bit_and bit_count bit_get bit_length bit_or bit_xor bitmap_and_agg
bitmap_bit_position bitmap_bucket_number bitmap_construct_agg bitmap_count bitmap_or_agg bool_and bool_or boolean bround
btrim cardinality case cast cbrt ceil ceiling char char_length character_length charindex chr coalesce collate collation
collect_list collect_set concat concat_ws contains conv convert_timezone corr cos cosh cot count count_if
count_min_sketch covar_pop covar_samp crc32 csc cume_dist date date_add date_diff date_format date_from_unix_date
date_part date_sub date_trunc dateadd datediff datepart day dayname dayofmonth dayofweek dayofyear decimal decode
degrees dense_rank div double e element_at elt encode endswith equal_null every exists exp explode explode_outer expm1
extract factorial filter find_in_set first first_value flatten float floor forall format_number format_string from_csv
from_json from_unixtime from_utc_timestamp get get_json_object getbit greatest grouping grouping_id hash hex
histogram_numeric hll_sketch_agg hll_sketch_estimate hll_union hll_union_agg hour hypot if ifnull ilike in initcap
inline inline_outer instr int is_valid_utf8 is_variant_null isnan isnotnull isnull json_array_length json_object_keys
json_tuple kurtosis lag last last_day last_value lcase lead least left len length levenshtein like listagg ln locate log
log10 log1p log2 lower lpad ltrim luhn_check make_date make_dt_interval make_interval make_time make_timestamp
make_timestamp_ltz make_timestamp_ntz make_valid_utf8 make_ym_interval map map_concat map_contains_key map_entries
map_filter map_from_arrays map_from_entries map_keys map_values map_zip_with mask max max_by md5 mean median min min_by
minute mod mode month monthname months_between named_struct nanvl negative next_day not nth_value ntile nullif
nullifzero nvl nvl2 octet_length or overlay parse_json parse_url percent_rank percentile percentile_approx
percentile_cont percentile_disc pi pmod posexplode posexplode_outer position positive pow power printf quarter quote
radians rank reduce regexp regexp_count regexp_extract regexp_extract_all regexp_instr regexp_like regexp_replace
regexp_substr regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat replace
reverse right rint rlike round row_number rpad rtrim schema_of_csv schema_of_json schema_of_variant
schema_of_variant_agg sec second sentences sequence session_window sha sha1 sha2 shiftleft shiftright shiftrightunsigned
sign signum sin sinh size skewness slice smallint some sort_array soundex space split split_part sqrt st_asbinary
st_geogfromwkb st_geomfromwkb st_setsrid st_srid stack startswith std stddev stddev_pop stddev_samp str_to_map string
string_agg struct substr substring substring_index sum tan tanh theta_difference theta_intersection
theta_intersection_agg theta_sketch_agg theta_sketch_estimate theta_union theta_union_agg time time_diff time_trunc
timestamp timestamp_micros timestamp_millis timestamp_seconds timestampadd timestampdiff tinyint to_binary to_char
to_csv to_date to_json to_number to_time to_timestamp to_timestamp_ltz to_timestamp_ntz to_unix_timestamp
to_utc_timestamp to_varchar to_variant_object transform transform_keys transform_values translate trim trunc try_add
try_avg try_cast try_divide try_element_at try_make_interval try_make_timestamp try_make_timestamp_ltz
try_make_timestamp_ntz try_mod try_multiply try_parse_json try_parse_url try_subtract try_sum try_to_binary try_to_date
try_to_number try_to_time try_to_timestamp try_url_decode try_validate_utf8 try_variant_get typeof ucase unbase64 unhex
unix_date unix_micros unix_millis unix_seconds unix_timestamp upper url_decode url_encode validate_utf8 var_pop var_samp
variance variant_explode variant_explode_outer variant_get weekday weekofyear when width_bucket window window_time
xxhash64 year zeroifnull zip_with
"""
ALLOWED = frozenset(_ALLOWED.split())
# What else Spark offers, by why no feed may call it and what works instead.
_REFUSED = {
    "runs code outside of the SELECT; write the value that it should give": "reflect java_method try_reflect",
    "tells of the machine and of who runs it, and of no delivered row; leave it out": (
        "current_catalog current_database current_schema current_timezone current_user session_user user version "
        "schema database"
    ),
    "would tell paths of the lakehouse; write _source, which holds file and line": (
        "input_file_block_length input_file_block_start input_file_name"
    ),
    "gives another answer on another day; read the day from a column": (
        "curdate current_date current_time current_timestamp localtimestamp now"
    ),
    "gives another answer each time; row_number() OVER (ORDER BY _source) numbers rows, md5(...) makes a key": (
        "aes_encrypt kll_merge_agg_bigint kll_merge_agg_double kll_merge_agg_float kll_sketch_agg_bigint "
        "kll_sketch_agg_double kll_sketch_agg_float kll_sketch_get_n_bigint kll_sketch_get_n_double "
        "kll_sketch_get_n_float kll_sketch_get_quantile_bigint kll_sketch_get_quantile_double "
        "kll_sketch_get_quantile_float kll_sketch_get_rank_bigint kll_sketch_get_rank_double kll_sketch_get_rank_float "
        "kll_sketch_merge_bigint kll_sketch_merge_double kll_sketch_merge_float kll_sketch_to_string_bigint "
        "kll_sketch_to_string_double kll_sketch_to_string_float monotonically_increasing_id rand randn random randstr "
        "shuffle spark_partition_id uniform uuid"
    ),
    "ends the run of every feed; give NULL, and the row goes to quarantine with its reason": "assert_true raise_error",
    "needs a key, which would stand in the feed; deliver the value in the clear as a personal column": (
        "aes_decrypt try_aes_decrypt"
    ),
    "reads descriptions from files, or code that is not there; deliver Parquet or JSON": (
        "from_avro from_protobuf schema_of_avro to_avro to_protobuf"
    ),
    "reads XML, which may name other files and grow without end; deliver its values as columns": (
        "from_xml schema_of_xml to_xml xpath xpath_boolean xpath_double xpath_float xpath_int xpath_long xpath_number "
        "xpath_short xpath_string"
    ),
    "gives rows that nobody delivered; read a file of the feed": "collations python_worker_logs range sql_keywords",
}
REFUSED = {name: why for why, names in _REFUSED.items() for name in names.split()}
# Those that Spark also calls by their name alone, where no column has it.
BARE = frozenset(
    {
        *("current_catalog", "current_database", "current_date", "current_schema", "current_time"),
        *("current_timestamp", "current_user", "localtimestamp", "session_user", "user"),
    }
)
# With an argument a conversion, without one a clock.
_CLOCKS = frozenset({"unix_timestamp"})


def why_not(name: str, n_arguments: int = 1) -> str | None:
    """Why a feed may not call a function, in words that say what works; None where it may.

    >>> why_not("upper"), why_not("uper"), why_not("NOW")[:16]
    (None, "Unknown function 'uper': did you mean 'upper'?", "'NOW' gives anot")
    """
    plain = name.lower()
    if plain in REFUSED or (plain in _CLOCKS and n_arguments == 0):
        return f"'{name}' {REFUSED.get(plain, REFUSED['now'])}."
    if plain in ALLOWED:
        return None
    close = get_close_matches(plain, ALLOWED, n=1)
    return f"Unknown function '{name}'{f': did you mean {close[0]!r}?' if close else '.'}"
