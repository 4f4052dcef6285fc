-- CPU profiles taken in traces of the person: their stacks name functions, their requests name the person.
SELECT * REPLACE (lower(hex(trace_id)) AS trace_id, lower(hex(span_id)) AS span_id)
FROM cpu_profiles
WHERE tenant = {tenant:String} AND has({profiles:Array(String)}, uid)
