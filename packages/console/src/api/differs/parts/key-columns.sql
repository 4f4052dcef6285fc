-- An attribute: its different values, the rows that have it, and the values that either side has most often, each as
-- (−count, −count of the other side, value). Long values, and those of one row only, are counted and not named.
SELECT
  toString(key) AS attribute,
  count() AS distinctValues,
  sum(inSelection) AS selectionRows,
  sum(inRest) AS restRows,
  groupArraySortedIf(20)((-inSelection, -inRest, text), isRepeated AND length(text) <= 256) AS ofSelection,
  groupArraySortedIf(20)((-inRest, -inSelection, text), isRepeated AND length(text) <= 256) AS ofRest
