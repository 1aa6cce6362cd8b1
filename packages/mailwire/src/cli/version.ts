/** The version of the package, put in by the build. */
declare const __MAILWIRE_VERSION__: string | undefined

export const version: string = typeof __MAILWIRE_VERSION__ === 'string' ? __MAILWIRE_VERSION__ : '0.0.0-source'
