/**
 * A namespace that somebody makes and nobody labels: it has its name alone. No namespace can be called so and no label can have
 * such a value, so what matches it matches any new one.
 */
export const freshNamespace = '(a new namespace)'
