import { closest, distance } from 'fastest-levenshtein';

/** The candidate that was probably meant, if one is near enough to say so. */
export const suggest = (word: string, candidates: readonly string[]): string | undefined => {
  if (candidates.length === 0) return undefined;
  const lower = word.toLowerCase();
  const nearest = closest(
    lower,
    candidates.map((candidate) => candidate.toLowerCase())
  );
  const isNear = distance(lower, nearest) <= Math.max(2, Math.floor(nearest.length / 3));
  const isPart = lower.length > 3 && nearest.includes(lower);
  return isNear || isPart ? candidates.find((candidate) => candidate.toLowerCase() === nearest) : undefined;
};

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1).toLowerCase();

const theOneEndingIn = (last: string, paths: readonly string[]): string | undefined => {
  const ending = paths.filter((known) => lastOf(known) === last);
  return ending.length === 1 ? ending[0] : undefined;
};

/** The one path that ends as this one does: what stands in the wrong place is led to its own. */
export const suggestPlace = (path: string, paths: readonly string[]): string | undefined =>
  theOneEndingIn(lastOf(path), paths);

/** The one path that probably ends so: what stands in the wrong place and is misspelled as well. */
export const suggestPlaceLike = (path: string, paths: readonly string[]): string | undefined => {
  const meant = suggest(lastOf(path), paths.map(lastOf));
  return meant === undefined ? undefined : theOneEndingIn(meant, paths);
};
