// How loud a sound is, and how a meter shows it.

export const SILENT_DBFS = -90;
const METER_FLOOR_DBFS = -60;
const FULL_SCALE = 32767;
/** A single one may have been meant. */
const CLIPPED_SAMPLES = 3;
/** How a meter of programme levels moves: up at once to the eye, and 20 dB back in 1.5 s (IEC 60268-10, type I). */
const ATTACK_SECONDS = 0.01;
const FALL_DB_A_SECOND = 20 / 1.5;
const MARK_SECONDS = 1.5;
/** After a pause of the drawing a meter goes on from where it was. */
const LONGEST_STEP_SECONDS = 0.25;

/** @param {number} amplitude of full scale; a browser's own may be beyond 1 */
function decibels(amplitude) {
  return amplitude > 0 ? Math.max(SILENT_DBFS, Math.min(0, 20 * Math.log10(amplitude))) : SILENT_DBFS;
}

/**
 * Return the level of 16-bit samples in decibels of full scale: their root mean square.
 * @param {Int16Array} samples
 */
export function levelDbfs(samples) {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return decibels(Math.sqrt(power) / 32768);
}

/**
 * Return the peak of samples in decibels of full scale.
 * @param {Float32Array} samples of full scale, 1
 */
export function peakDbfs(samples) {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return decibels(peak);
}

/**
 * Whether some of 16-bit samples stand at full scale: what goes beyond is cut off.
 * @param {Int16Array} samples
 */
export function isClipped(samples) {
  let atFullScale = 0;
  for (const sample of samples) {
    if (sample >= FULL_SCALE || sample <= -FULL_SCALE) atFullScale += 1;
  }
  return atFullScale >= CLIPPED_SAMPLES;
}

/**
 * Return where a level stands on a meter, 0 to 1.
 * @param {number} level in decibels of full scale
 */
export function meterShare(level) {
  return Math.max(0, Math.min(1, 1 - level / METER_FLOOR_DBFS));
}

/** A meter's needle and its mark at the latest peak, both in decibels of full scale. */
export class Needle {
  level = SILENT_DBFS;
  mark = SILENT_DBFS;
  markSeconds = 0;

  get isAtRest() {
    return this.level <= SILENT_DBFS && this.mark <= SILENT_DBFS;
  }

  /**
   * Move on.
   * @param {number} peak what sounds now, in decibels of full scale @param {number} elapsed in seconds
   */
  move(peak, elapsed) {
    const seconds = Math.min(elapsed, LONGEST_STEP_SECONDS);
    const fallen = Math.max(SILENT_DBFS, this.level - FALL_DB_A_SECOND * seconds);
    const rise = (peak - this.level) * (1 - Math.exp(-seconds / ATTACK_SECONDS));
    this.level = peak > this.level ? this.level + rise : Math.max(peak, fallen);
    this.markSeconds += seconds;
    if (this.level >= this.mark) {
      this.mark = this.level;
      this.markSeconds = 0;
    } else if (this.markSeconds > MARK_SECONDS) {
      this.mark = Math.max(this.level, this.mark - FALL_DB_A_SECOND * seconds);
    }
  }
}
