-- Links that are still to be computed: none, but for the first start after 0021. Finding that out costs a glance.
CREATE INDEX chain_links_open ON chain_links (owner_id, chain, number) WHERE hash = '';
