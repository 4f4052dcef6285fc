-- The bits of the candidates that an attribute is present or absent, by `keys`; no bit without such candidates.
toUInt32(0) AS presentMask -- when withoutPresence
arrayReduce( -- when withPresence
  'groupBitOr',
  arrayMap(
    k -> transform(k, {presenceKeys:Array(String)}, {presenceBits:Array(UInt32)}, toUInt32(0)), keys)) AS presentMask
