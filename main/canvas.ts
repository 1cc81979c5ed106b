/** What a window shows before its page has painted: --canvas of renderer/tokens.css, so that nothing flashes. */
export const canvas = { light: '#ffffff', dark: '#1b1d21' } as const;
