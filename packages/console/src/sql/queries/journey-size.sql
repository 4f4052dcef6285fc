-- About how many people and days there are to count for some journeys: rows before they are merged, told by the index nearly alone.
SELECT count() AS size FROM journey_days
WHERE name IN {names:Array(String)} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String})
LIMIT 1
