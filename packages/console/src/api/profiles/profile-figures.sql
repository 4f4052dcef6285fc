-- Cost of the runs of each profile, in the range and in the previous range of the same length. Duplicate records
-- count once. Percentiles as in transaction-figures.sql. Time of garbage collection is a part of the time of runs whose
-- duration is known.
SELECT
  name,
  toString(cityHash64(name)) AS hash,
  count() OVER () AS profileCount,
  countIf(isNow) AS countNow,
  countIf(isNow AND error != '') AS errorsNow,
  countIf(isNow AND overlapped) AS overlappedNow,
  if(
    countIf(isNow AND isFinite(durationMs)) = 0,
    [],
    quantilesExactIf(0.499999999, 0.949999999)(durationMs, isNow AND isFinite(durationMs))) AS durationsNow,
  quantilesExactIf(0.499999999, 0.949999999)(cpuMs, isNow) AS cpuNow,
  quantilesExactIf(0.499999999, 0.949999999)(memoryDelta, isNow) AS memoryNow,
  maxIf(memoryPeak, isNow) AS peakNow,
  maxIf(loopDelayMs, isNow) AS delayNow,
  sumIf(gcMs, isNow AND isFinite(durationMs)) AS gcNow,
  sumIf(durationMs, isNow AND isFinite(durationMs)) AS totalNow,
  if(
    countIf(isNow AND isFinite(perSecond)) = 0,
    [],
    quantilesExactIf(0.499999999)(perSecond, isNow AND isFinite(perSecond))) AS itemsNow,
  sumMapIf(map(class, 1), isNow) AS classesNow,
  arraySort(groupUniqArrayIf(50)(service, isNow)) AS servicesNow,
  countIf(NOT isNow) AS countBefore,
  countIf(NOT isNow AND error != '') AS errorsBefore,
  countIf(NOT isNow AND overlapped) AS overlappedBefore,
  if(
    countIf(NOT isNow AND isFinite(durationMs)) = 0,
    [],
    quantilesExactIf(0.499999999, 0.949999999)(durationMs, NOT isNow AND isFinite(durationMs))) AS durationsBefore,
  quantilesExactIf(0.499999999, 0.949999999)(cpuMs, NOT isNow) AS cpuBefore,
  quantilesExactIf(0.499999999, 0.949999999)(memoryDelta, NOT isNow) AS memoryBefore,
  maxIf(memoryPeak, NOT isNow) AS peakBefore,
  maxIf(loopDelayMs, NOT isNow) AS delayBefore,
  sumIf(gcMs, NOT isNow AND isFinite(durationMs)) AS gcBefore,
  sumIf(durationMs, NOT isNow AND isFinite(durationMs)) AS totalBefore,
  if(
    countIf(NOT isNow AND isFinite(perSecond)) = 0,
    [],
    quantilesExactIf(0.499999999)(perSecond, NOT isNow AND isFinite(perSecond))) AS itemsBefore,
  sumMapIf(map(class, 1), NOT isNow) AS classesBefore
FROM (
  SELECT
    toString(business_events.name) AS name,
    ts >= {from:DateTime64(9, 'UTC')} AS isNow,
    duration_ms AS durationMs,
    toString(business_events.service) AS service,
    attributes['error.type'] AS error,
    attributes['telltale.profile.class'] AS class,
    attributes['telltale.profile.process_wide'] = 'true' AS overlapped,
    toFloat64OrZero(attributes['telltale.profile.cpu_user_ms']) + toFloat64OrZero(
      attributes['telltale.profile.cpu_system_ms']) AS cpuMs,
    toFloat64OrZero(attributes['telltale.profile.memory_delta_bytes']) AS memoryDelta,
    toFloat64OrZero(attributes['telltale.profile.memory_peak_bytes']) AS memoryPeak,
    toFloat64OrZero(attributes['telltale.profile.event_loop_delay_ms']) AS loopDelayMs,
    toFloat64OrZero(attributes['telltale.profile.gc_ms']) AS gcMs,
    ifNull(toFloat64OrNull(attributes['telltale.profile.items_per_second']), nan) AS perSecond
  FROM business_events
  WHERE kind = 'profile' AND phase = 'ended' AND ts >= {before:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND business_events.name = {name:String} -- if name
    AND business_events.service = {service:String} -- if service
    AND environment = {environment:String} -- if environment
  LIMIT 1 BY uid)
GROUP BY name
ORDER BY totalNow DESC, name
LIMIT 200
