//! The rules of one data set, looked after: whenever rows came, and each second for what happens by itself.

use super::{
    Rules,
    evaluator::{Evaluator, Spoken},
};
use crate::server::{
    caught::caught,
    db::now_ms,
    engine::{Came, CameJob},
    live::Version,
};
use crate::shared::{
    api_error::ApiError,
    dataset::Column,
    error_code::ErrorCode,
    ids::{DatasetId, RuleId, SessionId},
    session::{
        StreamState,
        rules::{LiveRule, RuleOf, SpeakRule},
    },
};
use std::{collections::BTreeSet, time::Duration};
use tokio::time::{MissedTickBehavior, interval, sleep};

const EVERY: Duration = Duration::from_secs(1);

pub struct Watcher {
    rules: Rules,
    session: SessionId,
    dataset_id: DatasetId,
    /// The number of the first row that was not looked at; none before the first look.
    next: Option<u64>,
    known: Vec<(RuleId, Evaluator)>,
}

/// What the log says of the data set.
struct Told {
    rules: Vec<LiveRule>,
    columns: Vec<Column>,
}

impl Watcher {
    pub fn new(rules: Rules, session: SessionId, dataset_id: DatasetId) -> Self {
        Self {
            rules,
            session,
            dataset_id,
            next: None,
            known: Vec::new(),
        }
    }

    pub async fn run(mut self) {
        let mut clock = interval(EVERY);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let inner = self.rules.0.clone();
        let mut versions = inner.live.follow(self.session, self.dataset_id);
        loop {
            let is_there = tokio::select! {
                _ = clock.tick() => true,
                changed = versions.changed() => changed.is_ok(),
            };
            let woken = inner.running.count(self.dataset_id);
            let rests = caught(self.work()).await.unwrap_or(false);
            if rests && inner.running.rest(self.dataset_id, woken) {
                return;
            }
            if !is_there {
                sleep(EVERY).await;
                versions = inner.live.follow(self.session, self.dataset_id);
            }
        }
    }

    /// Whether there is nothing more to look after.
    async fn work(&mut self) -> bool {
        let told = match self.told().await {
            Ok(Some(told)) => told,
            Ok(None) => return true,
            Err(refusal) => return refusal.code == ErrorCode::SessionUnknown,
        };
        if let Err(refusal) = self.look(&told).await {
            // The next second tries again.
            tracing::debug!(%refusal, "rules could not look");
            return false;
        }
        let now = now_ms();
        for rule in told.rules {
            let found = self.known.iter_mut().find(|(id, _)| *id == rule.rule_id);
            let spoken = found.and_then(|(_, rules)| rules.look(now, rule.firing, &rule.told));
            if let Some(spoken) = spoken {
                self.say(&rule, spoken).await;
            }
        }
        false
    }

    async fn told(&self) -> Result<Option<Told>, ApiError> {
        let id = self.dataset_id;
        let look = move |state: &StreamState| {
            let dataset = state.dataset_here(id).ok()?;
            let rules = state.rules_of(id);
            (!rules.is_empty()).then(|| Told {
                rules,
                columns: dataset.columns.clone(),
            })
        };
        self.rules.0.streams.peek(self.session, look).await
    }

    /// Takes what came since the last look. New rules begin with what comes next.
    async fn look(&mut self, told: &Told) -> Result<(), ApiError> {
        let live = &self.rules.0.live;
        let version = live.version(self.session, self.dataset_id).await?;
        let is_there = |id: &RuleId| told.rules.iter().any(|rule| rule.rule_id == *id);
        self.known.retain(|(id, _)| is_there(id));
        let head = version.head();
        let next = *self.next.get_or_insert(head);
        if head > next {
            self.take(told, &version, next).await?;
        }
        self.next = Some(head);
        for rule in &told.rules {
            if !self.known.iter().any(|(id, _)| *id == rule.rule_id) {
                let known = self.values(told, &version, rule).await?;
                let evaluator = Evaluator::new(rule.condition.clone(), now_ms(), known);
                self.known.push((rule.rule_id, evaluator));
            }
        }
        Ok(())
    }

    async fn take(&mut self, told: &Told, version: &Version, next: u64) -> Result<(), ApiError> {
        let rules = |of: fn(RuleOf) -> bool| {
            let known = told.rules.iter().filter(|rule| of(rule.condition.of));
            let places = known.filter_map(|rule| place(told, rule));
            places.collect::<BTreeSet<usize>>().into_iter().collect()
        };
        let numbers: Vec<usize> = rules(RuleOf::is_measured);
        let texts: Vec<usize> = rules(|of| of == RuleOf::NewValue);
        let from = next.saturating_sub(version.first());
        let came = self.came(version, from, &numbers, &texts).await?;
        let now = now_ms();
        for (id, evaluator) in &mut self.known {
            let rule = told.rules.iter().find(|rule| rule.rule_id == *id);
            let place = rule.and_then(|rule| place(told, rule));
            let at = |places: &[usize]| places.iter().position(|one| Some(*one) == place);
            let of_column = at(&numbers).map(|at| came.numbers[at]);
            evaluator.take(now, came.rows, of_column.unwrap_or_default());
            let is_of_values = rule.is_some_and(|rule| rule.condition.of == RuleOf::NewValue);
            if let (true, Some(at)) = (is_of_values, at(&texts)) {
                evaluator.take_values(came.texts[at].clone());
            }
        }
        Ok(())
    }

    /// The values that are there when a rule begins, where it looks for new ones.
    async fn values(
        &self,
        told: &Told,
        version: &Version,
        rule: &LiveRule,
    ) -> Result<Option<BTreeSet<String>>, ApiError> {
        let Some(place) = place(told, rule).filter(|_| rule.condition.of == RuleOf::NewValue)
        else {
            return Ok(None);
        };
        let mut came = self.came(version, 0, &[], &[place]).await?;
        Ok(came.texts.pop().flatten())
    }

    async fn came(
        &self,
        version: &Version,
        from: u64,
        numbers: &[usize],
        texts: &[usize],
    ) -> Result<Came, ApiError> {
        let job = CameJob {
            parquet: version.path().to_owned(),
            from,
            numbers: numbers.to_vec(),
            texts: texts.to_vec(),
        };
        let came = self.rules.0.engine.came(job).await;
        came.map_err(|error| ApiError::new(ErrorCode::ServerUnavailable, error.message))
    }

    async fn say(&self, rule: &LiveRule, spoken: Spoken) {
        let said = SpeakRule {
            rule_id: rule.rule_id,
            fires: spoken.fires,
            value: spoken.value,
            values: spoken.values,
        };
        let streams = &self.rules.0.streams;
        let submitted = streams.submit(self.session, &rule.by, None, said).await;
        if let Err(refusal) = submitted {
            // It goes on to be so, and the next second says it. An archived session takes nothing.
            tracing::debug!(%refusal, "a rule did not speak");
        }
    }
}

/// Where the column of a rule stands.
fn place(told: &Told, rule: &LiveRule) -> Option<usize> {
    let name = rule.condition.column.as_ref()?;
    told.columns.iter().position(|column| column.name == *name)
}
