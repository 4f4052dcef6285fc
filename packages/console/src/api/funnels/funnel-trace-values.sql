-- How many people reached each step of one funnel, by the value of an attribute `by` that spans of an operation have in
-- the trace of their latest record of the step `atStep`. `counted` are the people who were found, `reached` as many as
-- their traces stand for before sampling: the rate that a rule recorded is on one span of a trace. The row of all people
-- comes first, then those whose spans have several values or none.
SELECT
  toUInt8(grouping(kind)) AS isTotal,
  kind,
  value,
  sumForEach(arrayMap(place -> toUInt64(level >= place), range(1, {stepCount:UInt8} + 1))) AS counted,
  sumForEach(arrayMap(place -> if(level >= place, standsFor, 0.), range(1, {stepCount:UInt8} + 1))) AS reached,
  max(standsFor) AS mostForOne
FROM (
  SELECT
    level,
    multiIf(empty(texts), 'none', length(texts) > 1, 'several', 'value') AS kind,
    if(length(texts) = 1, texts[1], '') AS value,
    if(empty(texts), 0., traceWeight) AS standsFor
  FROM (
    -- include people-traces
    ) AS people
  LEFT ANY JOIN (
    SELECT
      trace_id AS ofTrace,
      toFloat64(max(weight)) AS traceWeight,
      groupUniqArrayIf(2)(text, isAsked) AS texts
    FROM (
      SELECT
        trace_id,
        weight,
        service = {spanService:String} AND name = {spanName:String} AS isAsked,
        multiIf(
          mapContains(sattr, {by:String}), sattr[{by:String}],
          mapContains(iattr, {by:String}), toString(iattr[{by:String}]),
          mapContains(battr, {by:String}), toString(battr[{by:String}]),
          mapContains(ofResource, {by:String}), ofResource[{by:String}],
          NULL) AS text
      FROM spans
      LEFT ANY JOIN (
        SELECT
          hash,
          attributes AS ofResource
        FROM resources) AS ofResources ON resource_hash = hash
      -- include step-spans
      )
    GROUP BY ofTrace
  ) AS contexts ON trace = ofTrace)
GROUP BY GROUPING SETS ((kind, value), ())
ORDER BY isTotal DESC, kind = 'value', reached[{atStep:UInt8}] DESC, value
LIMIT 23
SETTINGS max_threads = 2
