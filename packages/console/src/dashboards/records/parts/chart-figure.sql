-- What a chart of records reads of their rows. `place` is that of a value among the lines of the chart, 0 of others.
value, -- if most
indexOf({shown:Array(String)}, value) AS place, -- if stepMs
  toUnixTimestamp64Milli(toDateTime64(toStartOfInterval(at, toIntervalMillisecond({stepMs:UInt64})), 3, 'UTC')) AS time,
groupUniqArrayIf(2)(currency, isFinite(measured)) AS currencies, -- when ofAmount
sum(share) AS figure -- when isCount
toFloat64(uniqIf(text, text != '')) AS figure -- when isUnique
sumOrNullIf(measured * share, isFinite(measured)) AS figure -- when isSum
sumOrNullIf(measured * share, isFinite(measured)) / sumIf(share, isFinite(measured)) AS figure -- when isAvg
minOrNullIf(measured, isFinite(measured)) AS figure -- when isMin
maxOrNullIf(measured, isFinite(measured)) AS figure -- when isMax
if( -- if level
  countIf(isFinite(measured)) = 0,
  NULL,
  quantilesTDigestWeightedIf(0.5, 0.9, 0.95, 0.99)(
    measured, toUInt64(round(least(share, 1e9) * 1024)), isFinite(measured))[{level:UInt8}]) AS figure
