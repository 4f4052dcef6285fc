-- Business records of [from, to) as a chart draws them: one figure, by the values of an attribute. With `details`, also
-- attributes of processes. Duplicates count once.
SELECT
  -- include chart-figure
FROM (
  SELECT
    ts AS at,
    1. AS share,
    -- include own-attributes
    if(has_amount, toFloat64(amount), nan) AS measured, -- when ofAmount
      currency,
    duration_ms / 1000 AS measured, -- when ofDuration
    toString({textColumn:Identifier}) AS text, -- if textColumn
    attributes[{textKey:String}] AS text, -- if textKey
    ifNull(toFloat64OrNull(attributes[{measuredKey:String}]), nan) AS measured, -- if measuredKey
    '' AS value -- when ungrouped
    toString({column:Identifier}) AS value -- if column
    attributes[{stringKey:String}] AS value -- if stringKey
  FROM (
    SELECT
      *,
      attributes AS own
    FROM business_events FINAL
    WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
      AND environment = {environment:String} -- if environment
      AND toString({fieldIs#:Identifier}) = {fieldValue#:String} -- repeat 5 if fieldIs#
      AND toString({fieldIsNot#:Identifier}) != {fieldOther#:String} -- repeat 5 if fieldIsNot#
    ) AS recorded
  -- include own-resources
  WHERE true
    -- include row-conditions
  )
-- include chart-groups
SETTINGS max_threads = 2
