-- About how many people and days there are to count for some journeys, or for all where none is named: rows before they are merged, told by
-- the index nearly alone.
SELECT count() AS size FROM journey_days
WHERE (empty({names:Array(String)}) OR name IN {names:Array(String)}) AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String})
LIMIT 1
