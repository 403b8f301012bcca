/** Opens a page in the person's browser and does not wait for it. */
export const openInBrowser = async (url: string): Promise<void> => {
  const { default: open } = await import('open');
  await open(url);
};
