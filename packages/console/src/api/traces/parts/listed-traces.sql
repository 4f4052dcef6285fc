-- Traces that began in [from, to), from the roll-up. Conditions on spans select traces with a matching span that
-- starts before `spanTo`.
FROM trace_summary
WHERE t0 >= {from:DateTime64(9, 'UTC')} - toIntervalDay(1) AND t0 < {to:DateTime64(9, 'UTC')} + toIntervalDay(1)
  AND trace_id IN ( -- if spanTo
    SELECT trace_id FROM spans
    WHERE toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')})
      AND toStartOfHour(start) <= toStartOfHour({spanTo:DateTime64(9, 'UTC')})
      AND start >= {from:DateTime64(9, 'UTC')} AND start < {spanTo:DateTime64(9, 'UTC')}
      -- include span-conditions
      -- include attribute-conditions
    )
GROUP BY tenant, trace_id
HAVING min(t0) >= {from:DateTime64(9, 'UTC')} AND min(t0) < {to:DateTime64(9, 'UTC')}
  AND {hasErrors:Bool} = (sum(errors) > 0) -- if hasErrors
