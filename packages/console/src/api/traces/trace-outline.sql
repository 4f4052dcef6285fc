-- All spans of one trace, each once, as columns: one row of arrays, which is several times smaller than a row a span.
-- The roll-up knows the time of the trace, so only that time is read.
WITH (
  SELECT (count(), min(t0), max(t1)) FROM trace_summary WHERE trace_id = toFixedString(unhex({id:String}), 16)
) AS extent
SELECT
  toString(toUnixTimestamp64Nano(any(extent.2))) AS originNs,
  count() AS spanCount,
  arrayStringConcat(groupArray(lower(hex(span_id)))) AS ids,
  arrayStringConcat(groupArray(lower(hex(parent_id)))) AS parentIds,
  groupArray(toFloat64(toUnixTimestamp64Nano(start) - toUnixTimestamp64Nano(extent.2))) AS starts,
  groupArray(toFloat64(duration)) AS durations,
  groupArray(toString(name)) AS nameOf,
  groupArray(toString(service)) AS serviceOf,
  groupArray(toString(resource_hash)) AS resourceOf,
  groupArray(kind) AS kinds,
  groupArray(status) AS statuses,
  groupArrayIf(lower(hex(span_id)), status = 2) AS errorIds,
  groupArrayIf(errorType, status = 2) AS errorTypes,
  groupArrayIf(toString(status_message), status = 2) AS errorMessages,
  groupArrayIf(lower(hex(span_id)), notEmpty(timesOfEvents)) AS eventIds,
  groupArrayIf(timesOfEvents, notEmpty(timesOfEvents)) AS eventTimes,
  groupArrayIf(namesOfEvents, notEmpty(timesOfEvents)) AS eventNames,
  groupArrayIf(lower(hex(span_id)), notEmpty(tracesOfLinks)) AS linkIds,
  groupArrayIf(tracesOfLinks, notEmpty(tracesOfLinks)) AS linkedTraces,
  groupArrayIf(spansOfLinks, notEmpty(tracesOfLinks)) AS linkedSpans
FROM (
  SELECT
    span_id,
    parent_id,
    start,
    duration,
    name,
    service,
    resource_hash,
    kind,
    status,
    status_message,
    if(
      sattr['error.type'] != '',
      sattr['error.type'],
      JSONExtractString(
        arrayLast((json, event) -> event = 'exception', events.attributes_json, events.name),
        'exception.type',
        'value')) AS errorType,
    arrayMap(ts -> toString(toUnixTimestamp64Nano(ts)), events.ts) AS timesOfEvents,
    events.name AS namesOfEvents,
    arrayMap(linked -> lower(hex(linked)), links.trace_id) AS tracesOfLinks,
    arrayMap(linked -> lower(hex(linked)), links.span_id) AS spansOfLinks
  FROM spans
  WHERE trace_id = toFixedString(unhex({id:String}), 16)
    AND extent.1 > 0 AND start >= extent.2 AND start <= extent.3
    AND toStartOfHour(start) >= toStartOfHour(extent.2) AND toStartOfHour(start) <= toStartOfHour(extent.3)
  ORDER BY start, span_id, received DESC
  LIMIT 1 BY span_id
  LIMIT {limit:UInt32})
