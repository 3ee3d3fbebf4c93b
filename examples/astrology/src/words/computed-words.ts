import type { Chart, Placement } from '../chart/chart.ts';
import type { Planet } from '../chart/planets.ts';
import type { Sign } from '../chart/zodiac.ts';
import type { Topic } from '../conversation/topic.ts';
import type { Words } from './words.ts';

const TRAITS: Readonly<Record<Sign, string>> = {
  Aries: 'quick to begin, and quick to forgive',
  Taurus: 'steady, and hard to hurry',
  Gemini: 'curious, with two answers to every question',
  Cancer: 'protective of the people who are home to you',
  Leo: 'warm, and at your best when somebody watches',
  Virgo: 'exact, and kinder to others than to yourself',
  Libra: 'fair, and slow to choose between two good things',
  Scorpio: 'loyal, and never satisfied with half of the truth',
  Sagittarius: 'restless, and honest to a fault',
  Capricorn: 'patient, with a plan for the year after next',
  Aquarius: 'independent, and a friend to many',
  Pisces: 'imaginative, and moved by what others overlook',
};

/** The planet that astrologers look at first. */
const RULERS: Readonly<Record<Topic, Planet>> = {
  today: 'Moon',
  love: 'Venus',
  work: 'Saturn',
  money: 'Jupiter',
  health: 'Mars',
  family: 'Moon',
  travel: 'Mercury',
};

/** The words that need nobody else. */
export const computedWords: Words = async ({ chart, topic }) => {
  const ruler = placementOf(chart, RULERS[topic]);
  const { ascendant } = chart;
  return [
    `Your sun is in ${placementOf(chart, 'Sun').sign}: you are ${TRAITS[placementOf(chart, 'Sun').sign]}.`,
    ...(ascendant === undefined ? [] : [`Others meet ${ascendant.sign} first: ${TRAITS[ascendant.sign]}.`]),
    `As for ${topic}, look at ${named(ruler)} in ${ruler.sign}: there you are ${TRAITS[ruler.sign]}.`,
    ...(ruler.isRetrograde ? ['It was retrograde: you think twice there.'] : []),
  ].join(' ');
};

const placementOf = ({ placements }: Chart, planet: Planet): Placement =>
  placements.find((each) => each.planet === planet) as Placement;

const named = ({ planet }: Placement): string => (planet === 'Sun' || planet === 'Moon' ? `your ${planet}` : planet);
