-- The names of types, states and events, so that paths can be arrays of numbers: the first, for none, is empty. With
-- their hashes: of a state the upper 63 bits (see `workflow_days`); and the range, as bounds of records.
WITH (
  SELECT arrayConcat([''], arraySort(groupUniqArrayArray(10000)([toString(workflow_names.name), text])))
  FROM workflow_names
  WHERE day <= toDate({to:DateTime64(9, 'UTC')})
    AND name = {type:String} -- if type
) AS names,
arrayMap(one -> sipHash64(one), names) AS eventHashes,
arrayMap(one -> intDiv(sipHash64(one), 2), names) AS stateHashes,
bitShiftLeft(toUInt256(toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')}))), 192) AS recordsTo,
bitShiftLeft(toUInt256(toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')}))), 192) AS recordsFrom
