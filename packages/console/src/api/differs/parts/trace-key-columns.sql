-- An attribute of an operation (service, name, key), and what parts/key-columns.sql has of it. `strength` is by how
-- much a value differs among the rows that came to the attribute, as rows of the selection; -1 where too few did, or
-- nearly each has a value of its own. A row counts once for each value that one of its spans has, and in parts by how
-- many of these spans have it. `testable` is how many attributes have a strength, also those that are cut off.
SELECT
  concat(ofService, '\n', ofName, '\n', ofKey) AS attribute,
  count() AS distinctValues,
  sum(keySelection) AS selectionRows,
  sum(keyRest) AS restRows,
  sum(partSelection) AS selectionParts,
  sum(partRest) AS restParts,
  groupArraySortedIf(20)(
    (-inSelection, -inRest, ofText, (partSelection, partRest)), isRepeated AND length(ofText) <= 256) AS ofSelection,
  groupArraySortedIf(20)(
    (-inRest, -inSelection, ofText, (partSelection, partRest)), isRepeated AND length(ofText) <= 256) AS ofRest,
  if(
    least(selectionRows, restRows) >= {leastReached:Float64}
      AND distinctValues > 1
      AND distinctValues <= greatest(20, (selectionRows + restRows) / 2),
    selectionRows * arrayMax(
      one -> abs(one.4.1 / selectionParts - one.4.2 / restParts), arrayConcat(ofSelection, ofRest)),
    -1) AS strength,
  sum(toUInt8(strength >= 0)) OVER () AS testable
FROM (
  SELECT
    any(service) AS ofService,
    any(name) AS ofName,
    any(key) AS ofKey,
    any(text) AS ofText,
    countIf(textNumber = 1) > 1 AS isRepeated,
    sumIf(selectedSpans, textNumber = 1) AS inSelection,
    sumIf(otherSpans, textNumber = 1) AS inRest,
    sum(selectedSpans / sameSpans) AS partSelection,
    sum(otherSpans / sameSpans) AS partRest,
    sumIf(selectedSpans, keyNumber = 1) AS keySelection,
    sumIf(otherSpans, keyNumber = 1) AS keyRest
