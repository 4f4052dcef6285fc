-- For every attribute of spans and of their resources, its values with how many spans of either side have them. Pairs
-- are grouped by their hash, which takes two thirds of the time of grouping by text. Fields that each span has once,
-- and resources, are counted by column, before they become text.
-- include key-columns
FROM (
  SELECT
    toString(any(pairKey)) AS key,
    any(pairText) AS text,
    count() > 1 AS isRepeated,
    sumIf(rowWeight, selected) AS inSelection,
    sumIf(rowWeight, NOT selected) AS inRest
  FROM (
    SELECT
      sattr,
      iattr,
      battr,
      -- include selected-spans
      ,
      -- include row-weight
    FROM spans
    -- include compared-spans
    )
  ARRAY JOIN
    arrayConcat(mapKeys(sattr), mapKeys(iattr), mapKeys(battr)) AS pairKey,
    arrayConcat(
      mapValues(sattr), CAST(mapValues(iattr), 'Array(String)'), CAST(mapValues(battr), 'Array(String)')) AS pairText
  GROUP BY cityHash64(pairKey, pairText)
  UNION ALL
  SELECT
    key,
    text,
    sum(spans) > 1 AS isRepeated,
    sum(selectedSpans) AS inSelection,
    sum(otherSpans) AS inRest
  FROM (
    SELECT
      resource_hash,
      name,
      status,
      kind,
      count() AS spans,
      sumIf(rowWeight, selected) AS selectedSpans,
      sumIf(rowWeight, NOT selected) AS otherSpans
    FROM (
      SELECT
        resource_hash,
        name,
        status,
        kind,
        -- include selected-spans
        ,
        -- include row-weight
      FROM spans
      -- include compared-spans
      )
    GROUP BY resource_hash, name, status, kind) AS counted
  LEFT ANY JOIN (
    SELECT
      hash,
      attributes
    FROM resources) AS ofResources ON resource_hash = hash
  ARRAY JOIN
    arrayConcat(['name', 'status', 'kind'], mapKeys(attributes)) AS key,
    arrayConcat(
      [
        toString(name),
        ['unset', 'ok', 'error'][status + 1],
        ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'][kind + 1]
      ],
      mapValues(attributes)) AS text
  GROUP BY key, text)
-- include key-groups
