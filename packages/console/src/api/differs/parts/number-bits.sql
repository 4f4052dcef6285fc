-- The bits of the numeric candidates that `numberKeys` and `numbers` meet: from a threshold on, or below it; no bit
-- without such candidates.
toUInt32(0) AS numberMask -- when withoutThresholds
arrayReduce( -- when withThresholds
  'groupBitOr',
  arrayMap(
    (k, v) -> if(
      (v >= transform(k, {thresholdKeys:Array(String)}, {thresholds:Array(Float64)}, toFloat64(0)))
        = (transform(k, {thresholdKeys:Array(String)}, {directions:Array(UInt8)}, toUInt8(0)) = 1),
      transform(k, {thresholdKeys:Array(String)}, {thresholdBits:Array(UInt32)}, toUInt32(0)),
      toUInt32(0)),
    numberKeys,
    numbers)) AS numberMask
