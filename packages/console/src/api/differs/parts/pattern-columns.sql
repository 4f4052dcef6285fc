-- How many rows meet which candidates, and of which users those of the selection are: one in `everyUser` of them, by
-- hash.
SELECT
  mask,
  sumIf(rowWeight, selected) AS inSelection,
  sumIf(rowWeight, NOT selected) AS inRest,
  groupUniqArrayIf(
    toUInt32(bitShiftRight(cityHash64(user), 32)),
    selected AND user NOT IN ('', '0') AND cityHash64(user) % {everyUser:UInt32} = 0) AS users
