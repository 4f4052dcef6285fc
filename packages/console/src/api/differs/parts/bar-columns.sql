-- A numeric attribute as bars of a histogram, 16 for each doubling: lowest and highest value, selection, rest.
SELECT
  attribute,
  groupArray((low, high, inSelection, inRest)) AS bars
FROM (
  SELECT
    toString(key) AS attribute,
    min(number) AS low,
    max(number) AS high,
    sumIf(rowWeight, selected) AS inSelection,
    sumIf(rowWeight, NOT selected) AS inRest
