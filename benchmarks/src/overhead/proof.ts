import type { Measurement } from './measurement.ts';

/** What a variant that was not on, or lost something, looks like; undefined when it counted whatever was sent. */
export const doubt = ({ framework, variant, sent, counted }: Measurement): string | undefined => {
  const wrong = Object.entries(counted).find(([, value]) => value !== sent);
  if (wrong === undefined) return undefined;
  const [where, value] = wrong;
  return `${variant.name} on ${framework} counted ${value} (${where}) of ${sent} requests: what it costs is not known`;
};

/** What all measurements together sent, and what they counted of it: where readings differ, the worst one. */
export const totals = (measurements: readonly Measurement[]): { sent: number; counted: number } => {
  let sent = 0;
  let counted = 0;
  for (const measurement of measurements) {
    sent += measurement.sent;
    counted += Object.values(measurement.counted).find((value) => value !== measurement.sent) ?? measurement.sent;
  }
  return { sent, counted };
};
