//! Calculations that are watched: told how far they are, ended when asked to, and never changed by it.

use std::{
    num::NonZeroUsize,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use shuangbai::{
    By, Errors, Forecast, Grade, Model, Person, Plan, Post, Roster, RosterBuf, Unanswered, Watch, forecasts,
};
use shuangbai_tests::{value, vectors};

const ONE: NonZeroUsize = NonZeroUsize::MIN;

fn two() -> NonZeroUsize {
    ONE.saturating_add(1)
}

fn models() -> impl Iterator<Item = (String, Plan, Model)> {
    vectors("good").into_iter().map(|vector| {
        let plan = Plan::from_json(&vector.plan).expect("a worked plan");
        let model = plan.check().expect("a worked plan");
        (vector.name, plan, model)
    })
}

/// 200,000 people, each with a pay of their own, at two stations: expected values of many lives.
fn many_lives() -> (Plan, RosterBuf) {
    let plan = r#"{"programme": "guangdong-2017", "horizon": {"first": 2021, "last": 2030},
        "stations": [{"code": "440203001"}, {"code": "440224001"}],
        "assumptions": {"pass_rate": "0.96", "leave_rate": "0.08", "refill": "january", "missing_history": "pass"}}"#;
    let year = |year: u16| year.try_into().expect("a year");
    let person = |row: u32| Person {
        station: row % 2,
        post: Post::Service,
        hired: "2019-03".parse().expect("a month"),
        left: None,
        pay: Some(format!("{}.{:02}", 50_000 + row / 100, row % 100).parse().expect("an amount")),
        pay_year: None,
        appraisals: vec![(year(2019), Grade::Pass), (year(2020), Grade::Pass)],
    };
    (Plan::from_json(plan).expect("a plan"), (0..200_000).map(person).collect())
}

/// Runs something that takes long, stops it once it has begun, and waits for its end.
fn stopped<R: Send>(watch: &Watch, work: impl FnOnce() -> R + Send) -> R {
    thread::scope(|scope| {
        let running = scope.spawn(work);
        let start = Instant::now();
        while watch.progress().0 == 0 && !running.is_finished() && start.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(1));
        }
        watch.stop();
        let stop = Instant::now();
        let result = running.join().expect("no panic");
        assert!(stop.elapsed() < Duration::from_secs(10), "it went on for {:?}", stop.elapsed());
        result
    })
}

fn is_ended<T: std::fmt::Debug>(result: &Result<T, Unanswered>) -> bool {
    matches!(result, Err(Unanswered::Stopped))
}

#[test]
fn a_forecast_is_the_same_when_it_is_watched_and_all_is_done_at_its_end() {
    for (name, plan, model) in models() {
        let watch = Arc::new(Watch::new());
        let watched = model.clone().watched(watch.clone());
        assert_eq!(watched.forecast(), plan.forecast().map_err(Unanswered::from), "{name}");
        let (done, total) = watch.progress();
        assert_eq!(done, total, "{name}");
        assert_eq!(watched.ledger(), model.ledger(), "{name}");
        let (done, total) = watch.progress();
        assert_eq!(done, total, "{name}: and the ledger");
    }
}

#[test]
fn what_is_stopped_before_it_begins_answers_with_no_errors() {
    let watch = Arc::new(Watch::new());
    watch.stop();
    for (name, plan, model) in models() {
        let model = model.watched(watch.clone());
        assert!(is_ended(&model.forecast()) && is_ended(&model.ledger()), "{name}");
        assert!(is_ended(&plan.check_watched(&Roster::default(), ONE, watch.clone())), "{name}");
        assert!(model.sweep(&["{}", "[]"]).iter().all(is_ended), "{name}");
    }
}

#[test]
fn a_long_calculation_ends_soon_and_leaves_the_model_as_it_was() {
    let (plan, people) = many_lives();
    for threads in [ONE, two()] {
        let model = plan.check_on(&people.as_roster(), threads).expect("a model");
        for ledger in [false, true] {
            let watch = Arc::new(Watch::new());
            let watched = model.clone().watched(watch.clone());
            let ended = stopped(&watch, || match ledger {
                true => is_ended(&watched.ledger()),
                false => is_ended(&watched.forecast()),
            });
            let (done, total) = watch.progress();
            assert!(ended && done < total, "{done} of {total}");
        }
    }
    // Few people, so that it comes to its end: the model that was stopped is as good as another.
    let few: RosterBuf = RosterBuf::default();
    let model = plan.check_with(&few.as_roster()).expect("a model");
    let watch = Arc::new(Watch::new());
    watch.stop();
    let watched = model.clone().watched(watch);
    assert!(is_ended(&watched.forecast()));
    assert_eq!(watched.watched(Arc::default()).forecast(), model.forecast());
}

#[test]
fn errors_of_lives_are_told_or_the_calculation_ended_but_never_both() {
    let (plan, people) = many_lives();
    // No grade is given or assumed for 2018, which everybody's pay rests on.
    let mut json = value(&plan.to_json());
    json["assumptions"]["missing_history"] = "error".into();
    let plan = Plan::from_json(&json.to_string()).expect("a plan");
    let mut people = people.as_roster();
    people.appraisals.clear();
    let model = plan.check_with(&people).expect("a model");
    for wait in [0, 5, 20, 80] {
        let watch = Arc::new(Watch::new());
        let watched = model.clone().watched(watch.clone());
        let result: Result<Forecast, Unanswered> = thread::scope(|scope| {
            let running = scope.spawn(|| watched.forecast());
            thread::sleep(Duration::from_millis(wait));
            watch.stop();
            running.join().expect("no panic")
        });
        match result.expect_err("grades are missing") {
            Unanswered::Stopped => {}
            Unanswered::Wrong(errors) => {
                assert_eq!((errors.as_slice().len(), errors.more()), (Errors::MOST, 390_000));
            }
        }
    }
}

#[test]
fn a_sweep_is_counted_in_reforms_and_ends_soon() {
    let (_, _, model) = models().find(|(name, ..)| name.contains("everything")).expect("the mixture");
    let patches: Vec<String> = (0..20_000)
        .map(|at| format!(r#"{{"raise": [{{"from": 2000, "rate": "0.0{}"}}]}}"#, at % 10))
        .collect();
    let watch = Arc::new(Watch::new());
    let watched = model.clone().watched(watch.clone()).on_threads(two());
    let forecasts = stopped(&watch, || watched.sweep(&patches));
    assert_eq!(watch.progress().1, 20_000);
    assert_eq!(forecasts.len(), 20_000);
    assert!(forecasts.iter().any(is_ended));
    let watch = Arc::new(Watch::new());
    let some = ["{}", r#"{"raise": []}"#, r#"{"funds": null}"#];
    let swept = model.clone().watched(watch.clone()).sweep(&some);
    assert_eq!(watch.progress(), (3, 3), "one that is refused is done too");
    assert_eq!(swept[0], model.forecast());
    assert!(matches!(swept[1], Err(Unanswered::Wrong(_))));
}

#[test]
fn many_forecasts_are_those_of_each_model_and_one_watch_may_watch_them_all() {
    let (names, models): (Vec<String>, Vec<Model>) = models().map(|(name, _, model)| (name, model)).unzip();
    let watch = Arc::new(Watch::new());
    let watched: Vec<Model> = models.iter().map(|model| model.clone().watched(watch.clone())).collect();
    for threads in [ONE, two()] {
        for (at, forecast) in forecasts(&watched, threads).into_iter().enumerate() {
            assert_eq!(forecast, models[at].forecast(), "{}", names[at]);
        }
    }
    let all = 2 * models.len() as u64;
    assert_eq!(watch.progress(), (all, all));
    watch.stop();
    assert!(forecasts(&watched, two()).iter().all(is_ended));
}

#[test]
fn a_model_by_another_region_level_is_that_of_the_plan_by_it() {
    for (name, plan, model) in models() {
        for by in [By::Province, By::City, By::County, By::Station] {
            let mut json = value(&plan.to_json());
            json["by"] = by.to_string().into();
            let other = Plan::from_json(&json.to_string()).expect("a plan");
            let model = model.clone().by(by);
            assert_eq!(model.forecast(), other.forecast().map_err(Unanswered::from), "{name} by {by}");
            assert_eq!(model.ledger(), other.check().expect("a model").ledger(), "{name} by {by}");
            assert_eq!((model.plan().by(), model.plan().programme()), (by, plan.programme()));
        }
    }
}

#[test]
fn a_plan_with_the_people_of_a_roster_is_written_with_all_of_them() {
    let (plan, people) = many_lives();
    let mut few = people.as_roster();
    let count = 300;
    (few.station, few.post, few.hired) = (&few.station[..count], &few.post[..count], &few.hired[..count]);
    (few.left, few.pay, few.pay_year) = (&few.left[..count], &few.pay[..count], &few.pay_year[..count]);
    few.appraisals.iter_mut().for_each(|(_, grades)| *grades = &grades[..count]);
    let written = plan.clone().with_workers(&few).expect("a plan").to_json();
    assert_eq!(value(&written)["workers"].as_array().map(Vec::len), Some(count));
    let read = Plan::from_json(&written).expect("a plan");
    let forecast = plan.check_with(&few).map_err(Unanswered::from).and_then(|model| model.forecast());
    assert_eq!(read.forecast().map_err(Unanswered::from), forecast);
    // Twice: ids go on where those before end.
    let twice = read.with_workers(&few).expect("a plan").to_json();
    assert_eq!(value(&twice)["workers"][count]["id"], (count + 1).to_string());
    Plan::from_json(&twice).and_then(|plan| plan.forecast()).expect("nobody is there twice");
    // What a plan can't write down is told as a check tells it.
    let ids = ["a", "b"];
    let short = plan.clone().with_workers(&Roster { id: &ids, ..few.clone() }).expect_err("too short");
    assert_eq!(Some(short), plan.check_with(&Roster { id: &ids, ..few.clone() }).err());
    let mut beyond = few.station.to_vec();
    beyond[7] = 2;
    let beyond = Roster { station: &beyond, ..few.clone() };
    let errors = plan.clone().with_workers(&beyond).expect_err("no such station");
    assert_eq!(Some(errors), plan.check_with(&beyond).err());
}
