-- How many traces the records of one user and of their sessions belong to.
SELECT uniqExact(trace_id) AS traces
FROM (
  SELECT trace_id FROM business_events WHERE user_id = {id:String}
  UNION ALL
  SELECT trace_id FROM business_events WHERE notEmpty({sessions:Array(String)}) AND user_id = '' AND session_id IN {sessions:Array(String)})
WHERE trace_id != toFixedString('', 16)
