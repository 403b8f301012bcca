/**
 * The API name that Setup itself makes of a label: spaces to underscores, other characters dropped, underscores
 * collapsed and trimmed. undefined where the label has no letter: docs/platform.md#api-names
 */
export const apiNameFromLabel = (label: string): string | undefined =>
  label
    .replace(/\s+/g, '_')
    .replace(/[^A-Za-z0-9_]/g, '')
    .replace(/_+/g, '_')
    .replace(/^[_\d]+|_+$/g, '') || undefined;
