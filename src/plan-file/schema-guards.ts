/** The part of the schema that describes what the API server itself refuses and writes. */
import { guardNames, guardPurposes } from '../model/guards.ts'
import { dotted } from './schema-parts.ts'
import { oneWord, text } from './shape.ts'
import { list, map, oneOf, optional } from './shapes.ts'

const modes = ['enforce', 'warn', 'off'] as const

function mode(about: string) {
	return optional(oneWord(modes, `enforce: refuse it; warn: say so; off: let it pass. It is about ${about}.`))
}

const each = Object.fromEntries(guardNames.map((name) => [name, mode(guardPurposes[name])])) as Record<
	(typeof guardNames)[number],
	ReturnType<typeof mode>
>

/** The guards of a plan. */
export const guards = oneOf(
	[
		oneWord(modes, 'The mode of all guards.'),
		map(
			{
				default: optional(oneWord(modes, 'The mode of all guards that are not named; default enforce.')),
				...each,
				exempt: optional(
					list(text('One of the people.'), 'Who may do what guards refuse, besides those who may do everything.'),
				),
				mutation: optional(
					oneWord(
						['auto', 'v1', 'v1beta1', 'off'],
						'The version of MutatingAdmissionPolicy that writes labels and placement into new objects; default auto: what the cluster serves.',
					),
				),
				schedulers: optional(
					list(dotted("A scheduler's name."), 'Schedulers that pods may name besides default-scheduler.'),
				),
				priorityClasses: optional(
					list(dotted("A priority class's name."), "Priority classes that pods may name besides their stage's own."),
				),
			},
			'The mode of single guards, and exceptions.',
		),
	],
	'must be enforce, warn, off, or a map',
	'What the API server itself refuses and writes (admission policies), so that walls stand whoever asks; default: enforce.',
)
