import { type ExpositionFormat, OPEN_METRICS, OPEN_METRICS_0_0_1, TEXT } from '../exposition/format.js';
import { parseQualityList, type QualityItem } from './quality-list.js';

interface Offer {
  readonly format: ExpositionFormat;
  readonly type: string;
  readonly version: string;
}

const OFFERS: readonly Offer[] = [
  { format: TEXT, type: 'text/plain', version: '0.0.4' },
  { format: OPEN_METRICS, type: 'application/openmetrics-text', version: '1.0.0' },
  { format: OPEN_METRICS_0_0_1, type: 'application/openmetrics-text', version: '0.0.1' },
];

interface Match {
  readonly quality: number;
  readonly specificity: number;
  readonly position: number;
}

/**
 * The format that `Accept` likes best; text when it likes none or says nothing, so that a browser and `curl` can read
 * it. Of equals, the one named more exactly counts, then the one named first. Parameters other than `version` and
 * `q`, such as Prometheus' `escaping`, make no difference. Source: RFC 9110, section 12.5.1.
 */
export const negotiateFormat = (accept: string | undefined): ExpositionFormat => {
  const items = parseQualityList(accept ?? '');
  let best: { readonly offer: Offer; readonly match: Match } | undefined;
  for (const offer of OFFERS) {
    const match = matchOf(offer, items);
    if (match === undefined || match.quality === 0) continue;
    if (best === undefined || isBetter(match, best.match)) best = { offer, match };
  }
  return best?.offer.format ?? TEXT;
};

/** The most exact entry speaks for an offer: `text/plain;q=0` bars it although there is a wildcard. */
const matchOf = (offer: Offer, items: readonly QualityItem[]): Match | undefined => {
  let found: Match | undefined;
  for (const [position, item] of items.entries()) {
    const specificity = specificityOf(offer, item);
    if (specificity === 0 || (found !== undefined && specificity <= found.specificity)) continue;
    found = { quality: item.quality, specificity, position };
  }
  return found;
};

const specificityOf = ({ type, version }: Offer, { value, parameters }: QualityItem): number => {
  if (value === type) {
    const wanted = parameters.get('version');
    if (wanted === undefined) return 3;
    return wanted === version ? 4 : 0;
  }
  if (value === `${type.split('/')[0]}/*`) return 2;
  return value === '*/*' ? 1 : 0;
};

const isBetter = (a: Match, b: Match): boolean => {
  if (a.quality !== b.quality) return a.quality > b.quality;
  if (a.specificity !== b.specificity) return a.specificity > b.specificity;
  return a.position < b.position;
};
