/** Where clouds hand out the credentials of a node to whoever asks from it. */
import type { Cidr } from '../../../model/cidr.ts'
import { readAddress } from '../addresses.ts'
import { portsOf } from '../evaluate.ts'
import type { Rule } from '../network.ts'
import { hasPort } from '../ports.ts'

/** AWS, Azure, Google and most others; AWS over IPv6; Alibaba. */
export const metadataAddresses: readonly Cidr[] = ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200'].flatMap(
	(address) => readAddress(address) ?? [],
)

/** Whether a rule is about the port on which all of them answer. */
export function hasMetadataPort(rule: Rule): boolean {
	const [first] = metadataAddresses
	return first !== undefined && hasPort(portsOf(rule, { outside: first }).possible, 'TCP', 80)
}
