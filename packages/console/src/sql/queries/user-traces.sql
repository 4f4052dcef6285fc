-- How many traces the records of one user and of their sessions belong to.
SELECT uniqExact(trace_id) AS traces
FROM business_events
WHERE (user_id = {id:String} OR (user_id = '' AND session_id IN {sessions:Array(String)})) AND trace_id != toFixedString('', 16)
