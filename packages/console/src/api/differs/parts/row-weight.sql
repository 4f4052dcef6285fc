-- What a span counts: those that it stands for and, of the rest, by how much its operation is rarer there than in the
-- selection, so that both sides have the same mix of operations.
toFloat64(weight)
  * if( -- if compared
    selected,
    1.,
    transform(
      toUInt32(cityHash64(service, name, kind)), {compared:Array(UInt32)}, {comparedWeights:Array(Float64)}, 0.))
AS rowWeight
