//! nginx's access log in the documented format.

/// One request.
#[derive(Debug)]
pub struct Access {
    pub method: String,
    pub path: String,
    pub status: u16,
    /// What each replica that nginx tried answered, in order; nginx writes 502 for none.
    pub tried: Vec<String>,
}

/// `METHOD PATH STATUS SECONDS [ADDRESS, …] [STATUS, …] REQUEST_ID` in each line.
pub fn read(log: &str) -> Vec<Access> {
    let line = |line: &str| -> Option<Access> {
        let mut words = line.split(' ');
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let status = words.next()?.parse().ok()?;
        let tried = line.rsplit_once('[')?.1.split_once(']')?.0.split(", ").map(str::to_owned).collect();
        Some(Access { method, path, status, tried })
    };
    log.lines().map(|text| line(text).unwrap_or_else(|| panic!("access log: {text}"))).collect()
}

/// How many requests went to a second replica.
pub fn retried(requests: &[Access]) -> usize {
    requests.iter().filter(|request| request.tried.len() > 1).count()
}

/// What the caller saw as a gateway's failure, without the starts that were cut off on their way: those are not nginx's to repeat.
pub fn failed_although_retryable(requests: &[Access]) -> Vec<String> {
    let failed = |request: &&Access| matches!(request.status, 500 | 502 | 504) && !is_start(request);
    requests.iter().filter(failed).map(|request| format!("{request:?}")).collect()
}

pub fn is_start(request: &Access) -> bool {
    request.method == "POST" && request.path == "/payment-method-updates"
}
