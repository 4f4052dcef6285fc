-- Exemplars of a point, a list for each field.
arrayMap(t -> toString(toUnixTimestamp64Nano(t)), exemplars.ts) AS exemplarTimes,
arrayMap(v -> toString(v), exemplars.value) AS exemplarValues,
arrayMap(id -> lower(hex(id)), exemplars.trace_id) AS exemplarTraceIds,
arrayMap(id -> lower(hex(id)), exemplars.span_id) AS exemplarSpanIds,
exemplars.attributes_json AS exemplarAttributes
