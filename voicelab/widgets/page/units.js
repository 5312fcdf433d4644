// How measured values are written.

/**
 * Return seconds as they are shown; empty where nothing was measured.
 * @param {number | null} seconds
 */
export function secondsText(seconds) {
  return seconds === null ? "" : `${seconds.toFixed(2)} s`;
}

/** @type {Record<string, string>} */
const SPOKEN_UNITS = { s: "seconds" };

/**
 * Return a slider's value as a screen reader is to say it: without a machine's last digits, and with its unit.
 * @param {string} value @param {string} label such as "End silence, s"
 */
export function spokenValue(value, label) {
  const unit = SPOKEN_UNITS[label.split(", ")[1] ?? ""] ?? "";
  const number = Number(value);
  const text = value.trim() === "" || Number.isNaN(number) ? value : String(Number(number.toFixed(6)));
  return unit ? `${text} ${unit}` : text;
}
