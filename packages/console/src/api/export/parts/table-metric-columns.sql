-- What a metric is, in exported tables.
toString(s.name) AS name,
['gauge', 'sum', 'histogram', 'exponential_histogram', 'summary'][s.type] AS kind,
['', 'delta', 'cumulative'][s.temporality + 1] AS temporality,
s.monotonic AS monotonic,
toString(s.unit) AS unit,
toString(s.service) AS service,
toString(s.environment) AS environment,
