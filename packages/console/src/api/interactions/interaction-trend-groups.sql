-- Interactions over time by the values of a dimension, those with most first: for each step of the range, how many
-- ended, and satisfaction. All values beyond the limit are the last row (`place` above it), which has no satisfaction;
-- `valueCount` has how many values there are.
-- include matching-interactions
SELECT
  place,
  any(found) AS value,
  any(allValues) AS valueCount,
  sumMap(counts) AS countsByStep,
  if(place > {limit:UInt32}, [], any(satisfactions)) AS satisfactionsByStep
FROM (
  SELECT
    found,
    least(row_number() OVER (ORDER BY ended DESC, found), {limit:UInt32} + 1) AS place,
    count() OVER () AS allValues,
    counts,
    satisfactions
  FROM (
    SELECT
      found,
      sum(interactions) AS ended,
      sumMap(map(bucket, interactions)) AS counts,
      groupArray((bucket, satisfaction)) AS satisfactions
    FROM (
      SELECT
        found,
        intDiv(toUnixTimestamp64Milli(ts), {stepMs:Int64}) * {stepMs:Int64} AS bucket,
        count() AS interactions,
        avgIf(score, isFinite(score)) AS satisfaction
      FROM (
        SELECT
          uid,
          ts,
          business_events.satisfaction AS score,
          toString(multiIf(
            {by:String} = 'channel', business_events.channel,
            {by:String} = 'tier', business_events.tier,
            {by:String} = 'result', outcome,
            name)) AS found
        FROM business_events
        WHERE kind = 'interaction'
          AND phase = 'ended'
          AND ts >= {from:DateTime64(9, 'UTC')}
          AND ts < {to:DateTime64(9, 'UTC')}
          -- include interaction-conditions
        LIMIT 1 BY uid)
      GROUP BY found, bucket)
    GROUP BY found))
GROUP BY place
ORDER BY place
LIMIT 100
