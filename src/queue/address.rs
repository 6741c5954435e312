//! The queue's address: the filter and the sort, as people see, copy and bookmark them.

use base::{api::transport::encoded, links, scope::ScopeAddress};
use wire::queue::{AssigneeFilter, QueueFilter, Sort, Span};

/// The pair that names the saved view that an address came from.
pub(crate) const VIEW: &str = "view";

/// What the address asks for. Two addresses that ask for the same are equal, whatever their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Wanted {
    pub(crate) filter: QueueFilter,
    pub(crate) sort: Sort,
}

impl Wanted {
    /// Everything that is open, in the order it will breach: what a link to "the queue" means.
    pub(crate) fn open() -> Self {
        Self { filter: QueueFilter::open(), sort: Sort::Breach }
    }

    /// Reads decoded pairs. A name or a value that means nothing is `None`: showing everything instead would be a lie.
    pub(crate) fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        let (filter, rest) = QueueFilter::from_pairs(pairs).ok()?;
        let mut sort = Sort::default();
        for (name, value) in rest {
            match name {
                "sort" => sort = Sort::from_caption(value)?,
                // Whose name these have, if any, changes nothing of what is asked for.
                VIEW => {}
                _ => return None,
            }
        }
        Some(Self { filter, sort })
    }

    /// The same without any filter but the statuses: what *Clear* leaves.
    pub(crate) fn cleared(&self) -> Self {
        Self { filter: QueueFilter { status: self.filter.status.clone(), ..QueueFilter::default() }, sort: self.sort }
    }

    /// What goes along to another scope: nothing that names a client, a person, a team or what somebody typed.
    pub(crate) fn carried(&self) -> Self {
        let mut carried = self.clone();
        carried.filter.client.clear();
        carried.filter.group.clear();
        carried.filter.q = None;
        carried.filter.same_as = None;
        if matches!(carried.filter.assignee, Some(AssigneeFilter::User(_) | AssigneeFilter::Team(_))) {
            carried.filter.assignee = None;
        }
        carried
    }

    /// Whether *Clear* would change anything.
    pub(crate) fn is_narrowed(&self) -> bool {
        *self != self.cleared()
    }
}

/// The queue's address, with the name of the view that it came from.
pub(crate) fn to_view(scope: &impl AsRef<ScopeAddress>, wanted: &Wanted, view: Option<&str>) -> String {
    let mut to = links::queue(scope, &wanted.filter, wanted.sort);
    if let Some(view) = view {
        to.push(if to.contains('?') { '&' } else { '?' });
        to.push_str(&[VIEW, "=", &encoded(view)].concat());
    }
    to
}

/// Puts `value` in where it is missing and takes it out where it is.
pub(crate) fn toggle<T: PartialEq>(values: &mut Vec<T>, value: T) {
    match values.iter().position(|known| *known == value) {
        Some(at) => drop(values.remove(at)),
        None => values.push(value),
    }
}

/// The spans of a filter by what they are about, for their chips.
pub(crate) fn spans(filter: &QueueFilter) -> [(&'static str, &Span); 3] {
    [("created", &filter.created), ("acknowledged", &filter.acknowledged), ("resolved", &filter.resolved)]
}

/// Takes the span `name` of [`spans`] out of the filter.
pub(crate) fn without_span(filter: &mut QueueFilter, name: &str) {
    match name {
        "created" => filter.created = Span::default(),
        "acknowledged" => filter.acknowledged = Span::default(),
        _ => filter.resolved = Span::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{
        session::{ClientId, UserId},
        vocabulary::{Priority, Status},
    };

    #[test]
    fn the_order_of_pairs_does_not_matter() {
        let one = Wanted::read([("sort", "created"), ("status", "new"), ("priority", "high,low")]);
        let other = Wanted::read([("priority", "high,low"), ("status", "new"), ("sort", "created")]);
        assert_eq!(one, other);
        assert_eq!(one.expect("known names").sort, Sort::Created);
    }

    #[test]
    fn what_means_nothing_is_not_read_as_everything() {
        assert_eq!(Wanted::read([("status", "asleep")]), None);
        assert_eq!(Wanted::read([("colour", "red")]), None);
        assert_eq!(Wanted::read([("sort", "mood")]), None);
        assert_eq!(Wanted::read([("view", "8k3"), ("status", "new")]), Wanted::read([("status", "new")]));
        assert_eq!(Wanted::read([]), Some(Wanted::default()), "no filter is everything, and says so");
    }

    #[test]
    fn clearing_keeps_the_statuses_and_the_order() {
        let mut wanted = Wanted::open();
        assert!(!wanted.is_narrowed());
        wanted.filter.priority = vec![Priority::Critical];
        wanted.sort = Sort::Created;
        assert!(wanted.is_narrowed());
        assert_eq!(wanted.cleared(), Wanted { filter: QueueFilter::open(), sort: Sort::Created });
    }

    #[test]
    fn nothing_of_one_client_goes_along_to_another() {
        let mut wanted = Wanted::open();
        wanted.filter.client = vec![ClientId("harbor".into())];
        wanted.filter.q = Some("HAR-10".into());
        wanted.filter.assignee = Some(AssigneeFilter::User(UserId("u7".into())));
        assert_eq!(wanted.carried(), Wanted::open());
        wanted.filter.assignee = Some(AssigneeFilter::Me);
        assert_eq!(wanted.carried().filter.assignee, Some(AssigneeFilter::Me));
    }

    #[test]
    fn the_name_of_a_view_comes_last() {
        let to = |wanted: &Wanted, view| to_view(&ScopeAddress::All, wanted, view);
        assert_eq!(to(&Wanted::default(), Some("8k3")), "/all/queue?view=8k3");
        assert_eq!(to(&Wanted::open(), Some("a&b")), "/all/queue?status=new,in_progress,on_hold&view=a%26b");
        assert_eq!(to(&Wanted::default(), None), "/all/queue");
    }

    #[test]
    fn toggling_twice_is_nothing() {
        let mut values = QueueFilter::OPEN.to_vec();
        toggle(&mut values, Status::Closed);
        assert_eq!(values.len(), 4);
        toggle(&mut values, Status::Closed);
        assert_eq!(values, QueueFilter::OPEN);
    }
}
