// The rhythm of traffic that has one.

/** Of the day, around 1: from half as much at 03:00 UTC to half more at 15:00. */
export const waveAt = (at: number): number => 1 + 0.5 * Math.sin((2 * Math.PI * (at / 3_600_000 - 9)) / 24);

export const isWeekend = (at: number): boolean => new Date(at).getUTCDay() % 6 === 0;
