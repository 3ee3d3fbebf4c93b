import type { Chart, Placement } from './chart.ts';
import type { ZodiacPosition } from './zodiac.ts';

/** A chart as users read it, a line for each planet. */
export const describeChart = ({ placements, ascendant, midheaven }: Chart): string =>
  [
    ...placements.map(describePlacement),
    ...(ascendant === undefined ? [] : [`Ascendant: ${describePosition(ascendant)}`]),
    ...(midheaven === undefined ? [] : [`Midheaven: ${describePosition(midheaven)}`]),
    ...(ascendant === undefined ? ['(For noon: without a time there are no houses, and the moon may be off.)'] : []),
  ].join('\n');

const describePlacement = ({ planet, isRetrograde, house, ...position }: Placement): string =>
  [
    `${planet}: ${describePosition(position)}`,
    ...(house === undefined ? [] : [`house ${house}`]),
    ...(isRetrograde ? ['retrograde'] : []),
  ].join(', ');

const describePosition = ({ sign, degree }: ZodiacPosition): string => `${degree}° ${sign}`;
