-- For every numeric attribute of spans and the duration in ms, a histogram of either side.
-- include bar-columns
  FROM (
    SELECT
      iattr,
      nattr,
      duration,
      -- include selected-spans
      ,
      -- include row-weight
    FROM spans
    -- include compared-spans
    )
  ARRAY JOIN
    arrayConcat(['duration'], mapKeys(nattr), mapKeys(iattr)) AS key,
    arrayConcat(
      [toFloat64(duration) / 1e6], mapValues(nattr), arrayMap(v -> toFloat64(v), mapValues(iattr))) AS number
-- include bar-groups
