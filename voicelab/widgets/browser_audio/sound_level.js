// How loud a sound is.

export const SILENT_DBFS = -90;
const METER_FLOOR_DBFS = -60;

/**
 * Return the level of 16-bit samples in decibels of full scale.
 * @param {Int16Array} samples
 */
export function levelDbfs(samples) {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return power > 0 ? 10 * Math.log10(power / 32768 ** 2) : SILENT_DBFS;
}

/**
 * Return how many of a meter's segments are lit.
 * @param {number} level in decibels of full scale @param {number} segments
 */
export function litSegments(level, segments) {
  return Math.max(0, Math.min(segments, Math.round((1 - level / METER_FLOOR_DBFS) * segments)));
}
