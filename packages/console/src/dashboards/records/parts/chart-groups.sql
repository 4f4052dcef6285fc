-- Either the values that have lines of their own, or the figures of these lines: in each step, and over the whole
-- range, whose `time` is 0.
GROUP BY value -- if most
  ORDER BY
    figure DESC NULLS LAST, -- when byFigure
    sum(share) DESC,
    value
  LIMIT {most:UInt32}
GROUP BY GROUPING SETS ((place, time), (place)) -- if stepMs
  HAVING {stepMs:UInt64} > 0
