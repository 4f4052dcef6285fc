-- The compared spans, each with the candidates that it meets as bits. Attributes of the resource count, with
-- `withTraces` also those of the other spans of its trace. Spans of an operation that is a finding itself have its bit.
SELECT
  trace_id,
  selected,
  rowWeight,
  user,
  bitOr(
    bitOr(bitOr(valueMask, resourceValues), numberMask),
    bitXor({absentAll:UInt32}, bitOr(presentMask, resourcePresent))) AS ownMask,
  if(alwaysMask > 0, alwaysMask, ownMask) AS mask -- when withoutTraces
  if(alwaysMask > 0, alwaysMask, bitOr(ownMask, traceMask)) AS mask -- when withTraces
FROM (
  SELECT
    trace_id,
    resource_hash,
    selected,
    rowWeight,
    user,
    alwaysMask,
    -- include value-bits
    ,
    -- include presence-bits
    ,
    -- include number-bits
  FROM (
    SELECT
      trace_id,
      resource_hash,
      transform(
        toUInt32(cityHash64(service, name, kind)),
        {alwaysOperations:Array(UInt32)},
        {alwaysBits:Array(UInt32)},
        toUInt32(0)) AS alwaysMask,
      if(mapContains(sattr, 'user.id'), sattr['user.id'], toString(iattr['user.id'])) AS user,
      arrayConcat(
        ['name', 'status', 'kind'], mapKeys(sattr), mapKeys(iattr), mapKeys(battr), mapKeys(nattr)) AS keys,
      arrayConcat(
        [
          toString(name),
          ['unset', 'ok', 'error'][status + 1],
          ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'][kind + 1]
        ],
        mapValues(sattr),
        CAST(mapValues(iattr), 'Array(String)'),
        CAST(mapValues(battr), 'Array(String)'),
        arrayMap(v -> '', mapValues(nattr))) AS texts,
      arrayConcat(['duration'], mapKeys(nattr), mapKeys(iattr)) AS numberKeys,
      arrayConcat(
        [toFloat64(duration) / 1e6], mapValues(nattr), arrayMap(v -> toFloat64(v), mapValues(iattr))) AS numbers,
      -- include selected-spans
      ,
      -- include row-weight
    FROM spans
    -- include compared-spans
    )) AS compared
LEFT ANY JOIN (
  SELECT
    hash,
    valueMask AS resourceValues,
    presentMask AS resourcePresent
  FROM (
    SELECT
      hash,
      -- include value-bits
      ,
      -- include presence-bits
    FROM (
      SELECT
        hash,
        mapKeys(attributes) AS keys,
        mapValues(attributes) AS texts
      FROM resources))) AS ofResources ON resource_hash = hash
LEFT ANY JOIN ( -- when withTraces
    -- include trace-masks
  ) AS masks ON trace_id = ofTrace
