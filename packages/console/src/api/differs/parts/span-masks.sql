-- The compared spans, each with the candidates that it meets as bits. Attributes of the resource count.
SELECT
  trace_id,
  selected,
  user,
  bitOr(
    bitOr(bitOr(valueMask, resourceValues), numberMask),
    bitXor({absentAll:UInt32}, bitOr(presentMask, resourcePresent))) AS mask
FROM (
  SELECT
    trace_id,
    resource_hash,
    selected,
    user,
    -- include value-bits
    ,
    -- include number-bits
  FROM (
    SELECT
      trace_id,
      resource_hash,
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
    FROM (
      SELECT
        hash,
        mapKeys(attributes) AS keys,
        mapValues(attributes) AS texts
      FROM resources))) AS ofResources ON resource_hash = hash
